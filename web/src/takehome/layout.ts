/** Where everything stands on a page of the flip-book and on the photo strip. In pixels; no canvas is touched here. */

import type { Size } from "../tracking/tracking";

export interface Area extends Size {
  x: number;
  y: number;
}

/** Visitor and photo, touching at the seam. */
export interface Pair {
  left: Area;
  right: Area;
}

export interface PageLayout {
  size: Size;
  pair: Pair;
  caption: Area;
}

export interface StripLayout {
  size: Size;
  pairs: Pair[];
  footer: Area;
}

export const SEAM = 2;
export const MARGIN = 24;
const CAPTION = 52;
const STRIP_GAP = 12;
/** The pictures are shown whole, but no pane is narrower or wider than on the mirror page. */
const MIN_PANE_ASPECT = 0.75;
const MAX_PANE_ASPECT = 1.6;
const PANE_PIXELS = 480 * 360;

/** The size of the same shape and about so many pixels; never larger than it was. */
export function fitArea({ width, height }: Size, pixels: number): Size {
  const scale = Math.min(1, Math.sqrt(pixels / (width * height)));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Video encoders take even sizes only. */
export const even = (value: number): number => 2 * Math.round(value / 2);

/** Both panes have the visitor's shape. */
export function paneSize(visitor: Size): Size {
  const aspect = Math.min(MAX_PANE_ASPECT, Math.max(MIN_PANE_ASPECT, visitor.width / visitor.height));
  return { width: even(Math.sqrt(PANE_PIXELS * aspect)), height: even(Math.sqrt(PANE_PIXELS / aspect)) };
}

export function pageLayout(pane: Size): PageLayout {
  const width = 2 * pane.width + SEAM + 2 * MARGIN;
  const caption = { x: MARGIN, y: MARGIN + pane.height, width: width - 2 * MARGIN, height: CAPTION };
  return { size: { width, height: MARGIN + pane.height + CAPTION }, pair: pairAt(pane, MARGIN), caption };
}

/** Pairs one below the other, then a footer of the height that its words need. */
export function stripLayout(pane: Size, count: number, footerHeight: number): StripLayout {
  const pairs = Array.from({ length: count }, (_, row) =>
    pairAt(pane, MARGIN + row * (pane.height + STRIP_GAP)),
  );
  const below = MARGIN + count * pane.height + (count - 1) * STRIP_GAP;
  const width = 2 * pane.width + SEAM + 2 * MARGIN;
  const footer = { x: MARGIN, y: below, width: width - 2 * MARGIN, height: footerHeight };
  return { size: { width, height: below + footerHeight }, pairs, footer };
}

function pairAt({ width, height }: Size, y: number): Pair {
  return { left: { x: MARGIN, y, width, height }, right: { x: MARGIN + width + SEAM, y, width, height } };
}

/** The largest place in `area` for a picture shown whole, in the middle. */
export function contain({ width, height }: Size, area: Area): Area {
  const scale = Math.min(area.width / width, area.height / height);
  const [w, h] = [width * scale, height * scale];
  return { x: area.x + (area.width - w) / 2, y: area.y + (area.height - h) / 2, width: w, height: h };
}

/** Words in lines of at most `width`, as `measure` tells; a single word that is too long has a line of its own. */
export function wrap(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = `${lines.at(-1) ?? ""} ${word}`.trim();
    if (lines.length > 0 && measure(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** The text, cut short with an ellipsis where it is wider than `width`. */
export function elide(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const letters = [...text];
  while (letters.length > 0 && measure(`${letters.join("").trimEnd()}…`) > width) letters.pop();
  return letters.length > 0 ? `${letters.join("").trimEnd()}…` : "";
}
