/** Draws pages of the flip-book and the photo strip: paper, two pictures touching at the seam, small print below. */

import { PATHS } from "../ui/icons";
import { ringFill } from "../ui/ring";
import { type Area, contain, elide, type PageLayout, type Pair, type StripLayout, wrap } from "./layout";
import { fontOf, type Look } from "./look";
import type { Shot } from "./selection";

export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** The small print. */
export interface Imprint {
  name: string;
  date: string;
  credits: string; // "" where nobody is named
}

const CORNER = 16;
const RING = 22;
const NAME_PX = 20;
const SMALL_PX = 14;
const LINE_PX = 20;
const FOOTER_TOP = 44;

export function drawPage(
  context: Context,
  layout: PageLayout,
  shot: Shot,
  look: Look,
  imprint: Imprint,
): void {
  drawPaper(context, layout.size, look);
  drawPair(context, layout.pair, shot, look);
  drawSigned(context, layout.caption, middleOf(layout.caption), imprint.name, shot.match.photo.title, look);
}

/** The last page: the name, the day, and who made the pictures. */
export function drawClosing(context: Context, { size }: PageLayout, look: Look, imprint: Imprint): void {
  drawPaper(context, size, look);
  const middle = size.width / 2;
  const width = size.width * 0.8;
  Object.assign(context, { textAlign: "center", textBaseline: "alphabetic", direction: look.direction });
  const lines = creditLines(context, look, imprint, width).slice(0, 6);
  const top = size.height / 2 - (lines.length * LINE_PX) / 2;
  write(context, look.ink, fontOf(look, 800, 2 * NAME_PX), imprint.name, middle, top);
  write(context, look.muted, fontOf(look, 400, SMALL_PX + 2), imprint.date, middle, top + 30);
  for (const [i, line] of lines.entries()) {
    write(context, look.muted, fontOf(look, 400, SMALL_PX), line, middle, top + 70 + i * LINE_PX);
  }
}

export function drawStrip(
  context: Context,
  layout: StripLayout,
  shots: readonly Shot[],
  look: Look,
  imprint: Imprint,
): void {
  drawPaper(context, layout.size, look);
  for (const [i, pair] of layout.pairs.entries()) drawPair(context, pair, shots[i]!, look);
  const { footer } = layout;
  drawSigned(context, footer, footer.y + FOOTER_TOP - 12, imprint.name, imprint.date, look);
  const start = look.direction === "rtl" ? footer.x + footer.width : footer.x;
  context.textAlign = "start";
  for (const [i, line] of creditLines(context, look, imprint, footer.width).entries()) {
    write(
      context,
      look.muted,
      fontOf(look, 400, SMALL_PX),
      line,
      start,
      footer.y + FOOTER_TOP + (i + 1) * LINE_PX,
    );
  }
}

export function footerHeight(context: Context, look: Look, imprint: Imprint, width: number): number {
  return FOOTER_TOP + creditLines(context, look, imprint, width).length * LINE_PX + 24;
}

function creditLines(context: Context, look: Look, { credits }: Imprint, width: number): string[] {
  context.font = fontOf(look, 400, SMALL_PX);
  const measure = (text: string) => context.measureText(text).width;
  return wrap(credits, width, measure).map((line) => elide(line, width, measure));
}

function drawPaper(context: Context, { width, height }: { width: number; height: number }, look: Look): void {
  context.fillStyle = look.paper;
  context.fillRect(0, 0, width, height);
}

function drawPair(context: Context, { left, right }: Pair, shot: Shot, look: Look): void {
  context.save();
  context.beginPath();
  context.roundRect(left.x, left.y, right.x + right.width - left.x, left.height, CORNER);
  context.clip();
  context.fillStyle = look.paper;
  context.fill();
  drawWhole(context, shot.visitor, left);
  drawWhole(context, shot.photo, right);
  context.restore();
  drawRing(context, (left.x + left.width + right.x) / 2, middleOf(left), ringFill(shot.similarity), look);
}

/** The whole picture, its own edges carried on to the edges of its pane: paper beyond the paper. */
function drawWhole(context: Context, image: ImageBitmap, pane: Area): void {
  const place = contain(image, pane);
  context.save();
  context.beginPath();
  context.rect(pane.x, pane.y, pane.width, pane.height);
  context.clip();
  context.imageSmoothingQuality = "high";
  const { width, height } = image;
  if (place.width < pane.width) {
    const reach = place.x - pane.x + 1;
    context.drawImage(image, 0, 0, 1, height, pane.x, place.y, reach, place.height);
    context.drawImage(
      image,
      width - 1,
      0,
      1,
      height,
      place.x + place.width - 1,
      place.y,
      reach,
      place.height,
    );
  } else if (place.height < pane.height) {
    const reach = place.y - pane.y + 1;
    context.drawImage(image, 0, 0, width, 1, place.x, pane.y, place.width, reach);
    context.drawImage(
      image,
      0,
      height - 1,
      width,
      1,
      place.x,
      place.y + place.height - 1,
      place.width,
      reach,
    );
  }
  context.drawImage(image, place.x, place.y, place.width, place.height);
  context.restore();
}

/** How alike, as on the page: a ring on the seam that fills. */
function drawRing(context: Context, x: number, y: number, fill: number, look: Look): void {
  const top = -Math.PI / 2;
  const arc = (radius: number, share: number) => {
    context.beginPath();
    context.arc(x, y, radius, top, top + 2 * Math.PI * share);
  };
  context.save();
  context.fillStyle = "#fff";
  arc(RING, 1);
  context.fill();
  Object.assign(context, { lineWidth: 4, lineCap: "round", strokeStyle: look.hairline });
  arc(RING - 4, 1);
  context.stroke();
  context.strokeStyle = look.accent;
  arc(RING - 4, fill);
  if (fill > 0) context.stroke();
  Object.assign(context, { lineWidth: 1.75, lineJoin: "round", strokeStyle: look.muted });
  context.translate(x - 10, y - 10);
  context.scale(20 / 24, 20 / 24);
  context.stroke(new Path2D(PATHS.mirror));
  context.restore();
}

/** The name where reading starts, a quiet word where the line ends. */
function drawSigned(context: Context, area: Area, y: number, name: string, quiet: string, look: Look): void {
  const [left, right] = [area.x, area.x + area.width];
  const [start, end] = look.direction === "rtl" ? [right, left] : [left, right];
  Object.assign(context, { textAlign: "start", textBaseline: "middle", direction: look.direction });
  write(context, look.ink, fontOf(look, 800, NAME_PX), name, start, y);
  const room = area.width - context.measureText(name).width - 24;
  context.textAlign = "end";
  context.font = fontOf(look, 400, SMALL_PX);
  const text = elide(quiet, room, (part) => context.measureText(part).width);
  write(context, look.muted, context.font, text, end, y);
}

function write(context: Context, colour: string, font: string, text: string, x: number, y: number): void {
  Object.assign(context, { font, fillStyle: colour });
  context.fillText(text, x, y);
}

const middleOf = ({ y, height }: Area): number => y + height / 2;
