/** Plays a flip-book in a loop; stands still until asked to play where motion is not wanted. */

import { element } from "../ui/dom";
import { icon } from "../ui/icons";
import { words } from "../words/words";
import type { FlipBook } from "./book";

export class Player {
  private readonly canvas: HTMLCanvasElement;
  private readonly button: HTMLButtonElement;
  readonly root: HTMLElement;
  private shown = -1;
  private playing = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  private positionMs = 0;
  private lastMs = performance.now();
  private frame = 0;

  constructor(private readonly book: FlipBook) {
    this.canvas = element("canvas", {
      ...book.size,
      attributes: { role: "img", "aria-label": words.takeHome.book },
    });
    this.button = element("button", {
      type: "button",
      className: "player-button",
      onclick: () => this.setPlaying(!this.playing),
    });
    this.root = element(
      "div",
      { className: "player", dataset: { testid: "player" } },
      this.canvas,
      this.button,
    );
    this.setPlaying(this.playing);
    this.step();
  }

  close(): void {
    cancelAnimationFrame(this.frame);
    // A canvas keeps its pixels until the garbage collector comes.
    Object.assign(this.canvas, { width: 0, height: 0 });
  }

  private setPlaying(playing: boolean): void {
    this.playing = playing;
    this.lastMs = performance.now();
    this.button.replaceChildren(icon(playing ? "pause" : "play"));
    this.button.setAttribute("aria-label", playing ? words.pause : words.takeHome.play);
  }

  private readonly step = (): void => {
    const now = performance.now();
    if (this.playing) this.positionMs = (this.positionMs + now - this.lastMs) % this.book.durationMs;
    this.lastMs = now;
    const page = pageAt(this.book, this.positionMs);
    if (page !== this.shown) this.book.pages[page]!.draw(this.canvas.getContext("2d")!);
    this.shown = page;
    this.frame = requestAnimationFrame(this.step);
  };
}

export function pageAt({ pages }: Pick<FlipBook, "pages">, positionMs: number): number {
  const after = pages.findIndex(({ startMs }) => startMs > positionMs);
  return Math.max(0, (after < 0 ? pages.length : after) - 1);
}
