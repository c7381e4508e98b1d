/** What the visitor sees on the seam before and during a take: three, two, one; then how much time is left. */

import { element, svg } from "../ui/dom";
import { words } from "../words/words";
import { waitMs } from "./take";

const COUNT_FROM = 3;
const SECOND_MS = 1_000;
const RADIUS = 46;
const LENGTH = 2 * Math.PI * RADIUS;

export class Countdown {
  private readonly number = element("span", { className: "count-number" });
  private readonly arc = svg("circle", { class: "count-arc", cx: 50, cy: 50, r: RADIUS, pathLength: LENGTH });
  private readonly text = element("p", { className: "count-text pill", attributes: { role: "status" } });
  private readonly cancel = element(
    "button",
    { type: "button", className: "count-cancel button" },
    words.takeHome.cancel,
  );
  private readonly focused = document.activeElement;
  private readonly root = element(
    "div",
    { className: "countdown", dataset: { testid: "countdown" } },
    element(
      "div",
      { className: "count-disc" },
      svg(
        "svg",
        { viewBox: "0 0 100 100", "aria-hidden": "true" },
        svg("circle", { class: "count-track", cx: 50, cy: 50, r: RADIUS }),
        this.arc,
      ),
      this.number,
    ),
    this.text,
    this.cancel,
  );

  constructor(
    host: HTMLElement,
    private readonly onCancel: () => void,
  ) {
    this.cancel.addEventListener("click", onCancel);
    document.addEventListener("keydown", this.leave);
    host.append(this.root);
    this.cancel.focus({ preventScroll: true });
  }

  async count(signal: AbortSignal): Promise<void> {
    const digits = new Intl.NumberFormat(document.documentElement.lang);
    this.text.textContent = words.takeHome.getReady;
    for (let count = COUNT_FROM; count > 0; count--) {
      this.number.textContent = digits.format(count);
      // A new element starts the number's animation anew.
      this.number.replaceWith(this.number);
      this.showTime(count / COUNT_FROM);
      await waitMs(SECOND_MS, signal);
    }
    this.number.textContent = "";
    this.root.dataset.recording = "";
    this.text.textContent = words.takeHome.move;
  }

  /** The time that is left of the take, 0..1. */
  showTime(fraction: number): void {
    this.arc.setAttribute("stroke-dasharray", `${LENGTH * fraction} ${LENGTH}`);
  }

  close(): void {
    document.removeEventListener("keydown", this.leave);
    const hadFocus = this.root.contains(document.activeElement);
    this.root.remove();
    if (hadFocus && this.focused instanceof HTMLElement) this.focused.focus({ preventScroll: true });
  }

  private readonly leave = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.onCancel();
  };
}
