/** A take as a flip-book: pages with their time, drawn one at a time whenever one is needed. */

import type { Size } from "../tracking/tracking";
import { words } from "../words/words";
import { type Context, drawClosing, drawPage, drawStrip, footerHeight, type Imprint } from "./compose";
import { pageLayout, paneSize, SEAM, stripLayout } from "./layout";
import { currentLook, loadLetters, type Look } from "./look";
import { bestPairs, distinctCredits, type Shot, shotDurations, shotsOf } from "./selection";
import type { Take } from "./take";

const CLOSING_MS = 2_000;

interface Drawing {
  draw(context: Context): void;
}

export interface Page extends Drawing {
  startMs: number;
  durationMs: number;
}

export interface FlipBook {
  size: Size;
  pages: readonly Page[];
  durationMs: number;
  /** The best pairs, one below the other. */
  strip: Drawing & { size: Size };
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
    strip: stripOf(bestPairs(shots), pane, look, imprint),
  };
}

function stripOf(shots: readonly Shot[], pane: Size, look: Look, imprint: Imprint): FlipBook["strip"] {
  const measuring = new OffscreenCanvas(1, 1).getContext("2d")!;
  const height = footerHeight(measuring, look, imprint, 2 * pane.width + SEAM);
  const layout = stripLayout(pane, shots.length, height);
  return { size: layout.size, draw: (context) => drawStrip(context, layout, shots, look, imprint) };
}

function imprintOf(shots: readonly Shot[], day: Date): Imprint {
  const credits = distinctCredits(shots).join(", ");
  const date = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" }).format(day);
  return { name: words.name, date, credits: credits && words.credit(credits) };
}
