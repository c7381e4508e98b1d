/** Tells a screen reader which photo has come to rest. Photos that only pass by would be chatter. */

import { element } from "./dom";

const REST_MS = 2_500;

export class Announcer {
  readonly root = element("p", { className: "visually-hidden", attributes: { role: "status" } });
  private waiting = "";
  private timer = 0;

  /** `name` says what must rest; the text may change a little meanwhile. */
  offer(name: string, text: () => string): void {
    if (name === this.waiting) return;
    this.waiting = name;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => (this.root.textContent = text()), REST_MS);
  }

  clear(): void {
    clearTimeout(this.timer);
    this.waiting = this.root.textContent = "";
  }
}
