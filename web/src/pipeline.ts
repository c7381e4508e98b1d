/** From a picture to a pose to a photo. Poses stay in the camera's own pixels: only drawing flips. */

import { findMatches, type Match } from "./api";
import { type Choice, Chooser } from "./chooser";
import type { Estimator } from "./estimator";
import { Matcher } from "./matcher";
import type { Pose } from "./pose/geometry";
import { findPerson } from "./search";
import { PoseSmoother } from "./smoothing";
import { type Size, Tracker } from "./tracking";
import type { Estimate } from "./worker";

/** Enough to hold a photo that has just fallen behind, and to prefer one not shown lately. */
const MATCHES_ASKED = 5;

export interface Views {
  /** The pose to draw over the picture, or null while nobody is seen. */
  showPose(pose: Pose | null, size: Size): void;
  showChoice(choice: Choice): void;
  showServerSilent(silent: boolean): void;
  showEstimate(estimate: Estimate): void;
}

export class Pipeline {
  private tracker = new Tracker();
  private readonly smoother = new PoseSmoother();
  private readonly chooser = new Chooser();
  private readonly matcher: Matcher;

  constructor(
    private readonly estimator: Estimator,
    private readonly views: Views,
  ) {
    this.matcher = new Matcher((pose) => findMatches(pose, MATCHES_ASKED), {
      onMatches: (matches, pose) => this.choose(matches, pose),
      onServerSilent: (silent) => views.showServerSilent(silent),
    });
  }

  /** One frame of the camera. Takes the bitmap over. */
  async frame(image: ImageBitmap, timeMs: number): Promise<void> {
    const size = { width: image.width, height: image.height };
    const cropFromImage = this.tracker.nextCrop(size);
    const estimate = await this.estimator.estimate(image, cropFromImage);
    const isPerson = this.tracker.update(estimate.pose);
    const pose = isPerson ? this.smoother.smooth(estimate.pose, size.height, timeMs) : null;
    this.show(estimate, pose, size);
  }

  /** One still photo: searched through, not tracked or smoothed. False where nobody is in it. */
  async still(image: ImageBitmap): Promise<boolean> {
    this.reset();
    const size = { width: image.width, height: image.height };
    const estimate = await findPerson(this.estimator, image);
    this.show(estimate, estimate.isPerson ? estimate.pose : null, size);
    return estimate.isPerson;
  }

  /** Forgets whom it saw, before another picture or after a pause. */
  reset(): void {
    this.tracker = new Tracker();
    this.smoother.reset();
    this.matcher.clear();
    this.chooser.forget();
  }

  private show(estimate: Estimate, pose: Pose | null, size: Size): void {
    this.views.showEstimate(estimate);
    this.views.showPose(pose, size);
    if (pose) this.matcher.offer(pose);
    else this.smoother.reset();
  }

  private choose(matches: Match[], pose: Pose): void {
    const choice = this.chooser.choose(matches, pose, performance.now());
    if (choice) this.views.showChoice(choice);
  }
}
