/** Shows what the pipeline finds on the mirror page. */

import type { Choice } from "./chooser";
import type { Views } from "./pipeline";
import type { Pose } from "./pose/geometry";
import type { Size } from "./tracking";
import type { Mirror } from "./ui/mirror";
import { words } from "./words";
import type { Estimate } from "./worker";

/** Somebody who turns around is lost for a moment; only after this long does the page say so. */
const ABSENT_AFTER_MS = 1_200;

export class LiveViews implements Views {
  private seenAtMs = performance.now();

  constructor(private readonly mirror: Mirror) {}

  showPose(pose: Pose | null, size: Size): void {
    const now = performance.now();
    if (pose) this.seenAtMs = now;
    const isAbsent = now - this.seenAtMs > ABSENT_AFTER_MS;
    this.mirror.visitor.setPose(pose, size);
    this.mirror.visitor.setStatus(isAbsent ? words.stepIntoView : "");
    this.mirror.reflection.setDimmed(isAbsent);
  }

  showChoice(choice: Choice): void {
    this.mirror.reflection.show(choice);
    this.mirror.ring.show(choice.similarity);
    const { id, title } = choice.photo;
    this.mirror.announcer.offer(String(id), () => words.resting(title, choice.similarity));
  }

  showServerSilent(silent: boolean): void {
    this.mirror.reflection.setNotice(silent ? words.serverSilent : "");
  }

  /** For measurements and tests: every estimate with its milliseconds by stage and the tensor count. */
  showEstimate(estimate: Estimate): void {
    document.dispatchEvent(new CustomEvent("estimate", { detail: estimate }));
  }
}
