/** After a take: the flip-book plays while its files are made; keep them, or take another. */

import { isKiosk } from "../kiosk/kiosk";
import { element } from "../ui/dom";
import { icon } from "../ui/icons";
import { Sheet } from "../ui/sheet";
import { words } from "../words/words";
import type { FlipBook } from "./book";
import { encodeGif, encodeStrip, encodeVideo } from "./encode";
import { Keepsake } from "./keepsake";
import { Player } from "./player";

export class Review extends Sheet {
  again = false;

  constructor(book: FlipBook) {
    const strip = element("canvas", { ...book.strip.size, attributes: { "aria-hidden": "true" } });
    book.strip.draw(strip.getContext("2d")!);
    const player = new Player(book);
    // What a kiosk saves would be left for the next visitor.
    const keepsakes = isKiosk() ? [] : keepsakesOf(book);
    const howToKeep = isKiosk() ? words.takeHome.keepByPhone : words.takeHome.madeHere;
    const status = element("p", { className: "visually-hidden", attributes: { role: "status" } });
    const again = actionButton("button", words.takeHome.again, () => {
      this.again = true;
      this.close();
    });
    again.prepend(icon("again"));
    super(
      "review",
      words.takeHome.title,
      player.root,
      element("ul", { className: "keepsakes" }, ...keepsakes.map(({ root }) => root)),
      element("div", { className: "review-strip" }, strip),
      element(
        "div",
        { className: "review-foot" },
        element("p", { className: "small" }, howToKeep),
        status,
        again,
        actionButton("button button--primary", words.takeHome.done, () => this.close()),
      ),
    );
    const left = new AbortController();
    void makeAll(keepsakes, left.signal).then(() => (status.textContent = words.takeHome.ready));
    this.root.addEventListener("close", () => {
      left.abort();
      player.close();
      // A canvas keeps its pixels until the garbage collector comes.
      Object.assign(strip, { width: 0, height: 0 });
      for (const keepsake of keepsakes) keepsake.close();
    });
  }

  /** A tap that goes astray must not throw away what was just made. */
  protected override tappedBeside(): void {}
}

/** One after the other: together they would only slow each other down. */
async function makeAll(keepsakes: readonly Keepsake[], signal: AbortSignal): Promise<void> {
  for (const keepsake of keepsakes) {
    if (!signal.aborted) await keepsake.make(signal);
  }
}

function keepsakesOf(book: FlipBook): Keepsake[] {
  const fileName = `move-mirror-${stamp(new Date())}`;
  return [
    new Keepsake({ name: "strip", icon: "strip", fileName, make: (...to) => encodeStrip(book, ...to) }),
    new Keepsake({ name: "video", icon: "film", fileName, make: (...to) => encodeVideo(book, ...to) }),
    new Keepsake({ name: "animation", icon: "flipbook", fileName, make: (...to) => encodeGif(book, ...to) }),
  ];
}

/** The visitor's own day and time, as files are named: 2026-05-03-1407. */
export function stamp(time: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join("-");
  return `${day}-${two(time.getHours())}${two(time.getMinutes())}`;
}

function actionButton(className: string, text: string, onclick: () => void): HTMLButtonElement {
  return element("button", { type: "button", className, onclick }, text);
}
