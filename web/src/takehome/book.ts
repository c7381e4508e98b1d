/** A take as a flip-book: pages with their time, drawn one at a time whenever one is needed. */

import type { Size } from "../tracking/tracking";
import { words } from "../words/words";
import { type Context, drawClosing, drawPage, drawStrip, footerHeight, type Imprint } from "./compose";
import { pageLayout, paneSize, SEAM, stripLayout } from "./layout";
import { currentLook, loadLetters } from "./look";
import { bestPairs, distinctCredits, type Shot, shotDurations, shotsOf } from "./selection";
import type { Take } from "./take";

const CLOSING_MS = 2_000;

export interface Page {
  startMs: number;
  durationMs: number;
  draw(context: Context): void;
}

export interface FlipBook {
  size: Size;
  pages: readonly Page[];
  durationMs: number;
  /** The strip of the best pairs, on a canvas of its own. */
  strip(): HTMLCanvasElement;
}

export async function openBook(take: Take, day = new Date()): Promise<FlipBook> {
  const look = currentLook();
  const shots = shotsOf(take);
  const imprint = imprintOf(shots, day);
  const titles = shots.map(({ match }) => match.photo.title);
  await loadLetters(look, [...Object.values<string>({ ...imprint }), ...titles]);
  const pane = paneSize(shots[0]!.visitor);
  const layout = pageLayout(pane);
  const durations = shotDurations(shots, take.durationMs);
  const pages = shots.map((shot, i) => ({
    startMs: shot.timeMs,
    durationMs: durations[i]!,
    draw: (context: Context) => drawPage(context, layout, shot, look, imprint),
  }));
  const closing = {
    startMs: take.durationMs,
    durationMs: CLOSING_MS,
    draw: (context: Context) => drawClosing(context, layout, look, imprint),
  };
  return {
    size: layout.size,
    pages: [...pages, closing],
    durationMs: take.durationMs + CLOSING_MS,
    strip() {
      const canvas = document.createElement("canvas");
      const context = canvas.getContext("2d")!;
      const best = bestPairs(shots);
      const height = footerHeight(context, look, imprint, 2 * pane.width + SEAM);
      const strip = stripLayout(pane, best.length, height);
      Object.assign(canvas, strip.size);
      drawStrip(context, strip, best, look, imprint);
      return canvas;
    },
  };
}

function imprintOf(shots: readonly Shot[], day: Date): Imprint {
  const credits = distinctCredits(shots).join(", ");
  const date = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" }).format(day);
  return { name: words.name, date, credits: credits && words.credit(credits) };
}
