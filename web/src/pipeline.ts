/** From a picture to a pose to a photo. Poses stay in the camera's own pixels: only drawing flips. */

import { findMatches, type Match } from "./match/api";
import { type Choice, Chooser } from "./match/chooser";
import { Matcher } from "./match/matcher";
import { currentOptions } from "./match/options";
import type { Estimator } from "./network/estimator";
import type { Estimate } from "./network/worker";
import { type Box, boxFromPose, type Point, type Pose } from "./pose/geometry";
import { FramingWatch, type Hint, upperBody } from "./tracking/framing";
import { findNextPerson, findPerson, findPersonAt, type Found } from "./tracking/search";
import { SideKeeper } from "./tracking/sides";
import { PoseSmoother } from "./tracking/smoothing";
import { type Size, Tracker } from "./tracking/tracking";

/** Enough to hold a photo that has just fallen behind, and to prefer one not shown lately. */
const MATCHES_ASKED = 5;

export interface Views {
  /** The pose to draw over the picture that came at `timeMs`, or null while nobody is seen. */
  showPose(pose: Pose | null, size: Size, timeMs: number): void;
  showHint(hint: Hint | null): void;
  /** Whom the visitor has chosen among several, or null where nobody was found. */
  showChosen(person: Box | null, size: Size): void;
  /** The photo to show, and the pose it was found for. */
  showChoice(choice: Choice, pose: Pose): void;
  /** There is no photo for this pose, and none is shown. */
  showNoMatch(): void;
  showServerSilent(silent: boolean): void;
  showEstimate(estimate: Estimate): void;
}

export class Pipeline {
  private tracker = new Tracker();
  private readonly sides = new SideKeeper();
  private readonly smoother = new PoseSmoother();
  private readonly framing = new FramingWatch();
  private readonly chooser = new Chooser();
  private readonly matcher: Matcher;
  private stillImage: ImageBitmap | null = null;
  private stillFound: Found | null = null;
  private isDetecting = false;
  /** The visitor has asked for another person; the next picture shows who else is there. */
  private wantsNext = false;
  /** Counts the resets; what was under way before one is dropped. */
  private generation = 0;

  constructor(
    private readonly estimator: Estimator,
    private readonly views: Views,
  ) {
    this.matcher = new Matcher((pose) => findMatches(pose, MATCHES_ASKED, currentOptions()), {
      onMatches: (matches, pose) => this.chooseMatch(matches, pose),
      onServerSilent: (silent) => views.showServerSilent(silent),
    });
  }

  /** One picture of a camera or film. Takes the bitmap over. */
  async frame(image: ImageBitmap, timeMs: number): Promise<void> {
    const { generation } = this;
    const size = { width: image.width, height: image.height };
    const wantsBoxes = this.tracker.wantsBoxes || this.wantsNext;
    if (wantsBoxes && !this.isDetecting) void this.detect(await createImageBitmap(image), size);
    const estimate = await this.estimator.estimate(image, this.tracker.nextCrop(size));
    if (generation !== this.generation) return;
    const { isChoosing } = this.tracker;
    const isVisitor = this.tracker.update(estimate.pose, timeMs);
    if (isChoosing && !this.tracker.isChoosing) this.showChosen(isVisitor ? estimate.pose : null, size);
    const seen = isVisitor ? this.steady(estimate.pose, size, timeMs) : null;
    const { hint, part } = this.framing.update({ pose: seen, size, light: estimate.light, timeMs });
    this.views.showHint(hint);
    this.show(estimate, seen && part === "upper" ? upperBody(seen) : seen, size, timeMs);
  }

  /** Goes on beside the looks: the search through the picture need not wait for it, nor for its first fetch. */
  private async detect(image: ImageBitmap, size: Size): Promise<void> {
    const { tracker, wantsNext } = this;
    this.isDetecting = true;
    this.wantsNext = false;
    const boxes = await this.estimator.detect(image);
    this.isDetecting = false;
    if (!wantsNext) tracker.offer(boxes, size);
    else if (tracker === this.tracker && !tracker.chooseNext(boxes)) this.showChosen(null, size);
  }

  /** One still photo: searched through, not tracked or smoothed. False where nobody is in it. */
  async still(image: ImageBitmap): Promise<boolean> {
    this.reset();
    this.stillImage = image;
    return this.showFound(await findPerson(this.estimator, image), image, this.generation);
  }

  /** Whoever is at this place of the picture is the visitor from now on. */
  async choosePerson(point: Point, size: Size): Promise<void> {
    const { stillImage: image, generation } = this;
    if (!image) return this.tracker.choose(point, size);
    const found = await findPersonAt(this.estimator, image, point);
    this.showOther(found, image, generation);
  }

  /** Whoever stands next on the right is the visitor from now on, after the last one the first. */
  async chooseNextPerson(): Promise<void> {
    const { stillImage: image, generation } = this;
    if (!image) {
      this.wantsNext = true;
      return;
    }
    const found = await findNextPerson(this.estimator, image, boxOf(this.stillFound));
    this.showOther(found, image, generation);
  }

  /** Looks for photos anew: what is shown was found under other options. */
  searchAgain(): void {
    this.matcher.clear();
    this.chooser.forget();
    if (this.stillImage && this.stillFound) this.showFound(this.stillFound, this.stillImage, this.generation);
  }

  /** Forgets whom it saw, before another picture or after a pause. */
  reset(): void {
    this.generation++;
    this.stillImage = this.stillFound = null;
    this.wantsNext = false;
    this.tracker = new Tracker();
    this.sides.reset();
    this.smoother.reset();
    this.framing.reset();
    this.matcher.clear();
    this.chooser.forget();
  }

  private steady(pose: Pose, { height }: Size, timeMs: number): Pose {
    return this.smoother.smooth(this.sides.keep(pose, timeMs), height, timeMs);
  }

  private showOther(found: Found | null, size: Size, generation: number): void {
    if (generation !== this.generation) return;
    if (found) this.showFound(found, size, generation);
    this.showChosen(found?.pose ?? null, size);
  }

  private showChosen(pose: Pose | null, size: Size): void {
    this.views.showChosen(pose && boxFromPose(pose), size);
  }

  private showFound(found: Found, size: Size, generation: number): boolean {
    if (generation !== this.generation) return found.isPerson;
    this.stillFound = found;
    this.show(found, found.isPerson ? found.pose : null, size, performance.now());
    return found.isPerson;
  }

  private show(estimate: Estimate, found: Pose | null, size: Size, timeMs: number): void {
    const pose = found && currentOptions().upperOnly ? upperBody(found) : found;
    this.views.showEstimate(estimate);
    this.views.showPose(pose, size, timeMs);
    if (pose) this.matcher.offer(pose);
    else this.smoother.reset();
  }

  private chooseMatch(matches: Match[], pose: Pose): void {
    const choice = this.chooser.choose(matches, pose, performance.now());
    if (choice) this.views.showChoice(choice, pose);
    else this.views.showNoMatch();
  }
}

const boxOf = (found: Found | null): Box | null => (found?.isPerson ? boxFromPose(found.pose) : null);
