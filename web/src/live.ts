/** Shows what the pipeline finds on the mirror page. */

import type { Choice } from "./match/chooser";
import { currentOptions, isNarrowed } from "./match/options";
import type { Estimate } from "./network/worker";
import type { Views } from "./pipeline";
import type { Box, Pose } from "./pose/geometry";
import type { Hint } from "./tracking/framing";
import type { Size } from "./tracking/tracking";
import type { Mirror } from "./ui/mirror";
import { words } from "./words/words";

/** A blink of the network does not take the skeleton away. */
const HELD_MS = 250;

export class LiveViews implements Views {
  private seenAtMs = 0;

  constructor(
    private readonly mirror: Mirror,
    private readonly onLook: (isSeen: boolean) => void,
  ) {}

  showPose(pose: Pose | null, size: Size, timeMs: number): void {
    const now = performance.now();
    if (pose) this.seenAtMs = now;
    this.onLook(pose !== null);
    if (pose || now - this.seenAtMs > HELD_MS) this.mirror.visitor.setPose(pose, size, timeMs);
  }

  showHint(hint: Hint | null): void {
    const { visitor, controls } = this.mirror;
    // The last frame before a pause may come after it, and has nothing to say any more.
    if (!controls.isPaused && !visitor.isAnswering) visitor.setStatus(hint ? words.hints[hint] : "");
    visitor.root.dataset.hint = hint ?? "";
    this.mirror.reflection.setDimmed(hint === "absent");
  }

  showChosen(person: Box | null, size: Size): void {
    this.mirror.visitor.answer(person ? words.following : words.nobodyElse);
    if (person) this.mirror.visitor.mark(person, size);
  }

  showChoice(choice: Choice, pose: Pose): void {
    this.mirror.reflection.show(choice, pose);
    this.mirror.ring.show(choice.similarity);
    const { id, title } = choice.photo;
    this.mirror.announcer.offer(String(id), () => words.resting(title, choice.similarity));
  }

  showNoMatch(): void {
    const text = isNarrowed(currentOptions()) ? words.choices.none : words.waitingForMatch;
    this.mirror.reflection.setHint(text);
  }

  showServerSilent(silent: boolean): void {
    this.mirror.reflection.setNotice(silent ? words.serverSilent : "");
  }

  /** For measurements and tests: every estimate with its milliseconds by stage and the tensor count. */
  showEstimate(estimate: Estimate): void {
    document.dispatchEvent(new CustomEvent("estimate", { detail: estimate }));
  }
}
