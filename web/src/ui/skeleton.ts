/** Draws a pose over a picture: left and right limbs in their colours, trunk and head in ink on a paper halo. */

import type { Pose } from "../pose/geometry";
import { type Edge, EDGES, KEYPOINT_THRESHOLD, type Part } from "../pose/spec";
import type { Size } from "../tracking/tracking";

/** Share of the picture's width. */
const STROKE = 0.01;
/** The head's five keypoints lie close together; full strokes would mask the face. */
const HEAD_STROKE = 0.3;
/** Share of the stroke by which the halo is wider. */
const HALO = 0.5;

export function drawSkeleton(canvas: HTMLCanvasElement, pose: Pose | null, size: Size): void {
  const context = canvas.getContext("2d")!;
  const scale = fitToScreen(canvas, size);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  if (!pose) return;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.lineCap = "round";
  const colours = partColours(canvas);
  const width = Math.max(STROKE * size.width, 3 / scale);
  for (const halo of [true, false]) {
    for (const edge of EDGES) drawEdge(context, pose, edge, width, colours, halo);
  }
}

function drawEdge(
  context: CanvasRenderingContext2D,
  pose: Pose,
  { a, b, part }: Edge,
  width: number,
  colours: Record<Part | "halo", string>,
  halo: boolean,
): void {
  const [xa, ya, scoreA] = pose[a]!;
  const [xb, yb, scoreB] = pose[b]!;
  const score = Math.min(scoreA, scoreB);
  if (score < KEYPOINT_THRESHOLD) return;
  if (halo && (part === "left" || part === "right")) return;
  const lineWidth = part === "head" ? width * HEAD_STROKE : width;
  context.globalAlpha = opacityOf(score) * (halo ? 0.6 : 1);
  context.lineWidth = halo ? lineWidth * (1 + HALO) : lineWidth;
  context.strokeStyle = halo ? colours.halo : colours[part];
  context.beginPath();
  context.moveTo(xa, ya);
  context.lineTo(xb, yb);
  context.stroke();
}

/** A keypoint just above the threshold is a hint; one twice as sure is drawn in full. */
export function opacityOf(score: number): number {
  return Math.min(1, 0.35 + (0.65 * (score - KEYPOINT_THRESHOLD)) / KEYPOINT_THRESHOLD);
}

/** Gives the canvas the pixels that the screen shows; returns canvas pixels per picture pixel. */
function fitToScreen(canvas: HTMLCanvasElement, size: Size): number {
  const shown = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
  const height = Math.round((shown * size.height) / size.width);
  if (canvas.width !== shown || canvas.height !== height) Object.assign(canvas, { width: shown, height });
  return shown / size.width;
}

function partColours(canvas: HTMLCanvasElement): Record<Part | "halo", string> {
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    left: colour("--limb-left"),
    right: colour("--limb-right"),
    trunk: colour("--limb-trunk"),
    head: colour("--limb-trunk"),
    halo: colour("--limb-halo"),
  };
}
