/** A picture with a skeleton over it, fitted whole into its pane and flipped together with its skeleton. */

import type { Match } from "../match/api";
import type { Point, Pose } from "../pose/geometry";
import type { Size } from "../tracking/tracking";
import { element } from "./dom";
import { drawSkeleton } from "./skeleton";

/** A picture as the page shows it right now. */
export interface Shown {
  image: HTMLVideoElement | HTMLCanvasElement | HTMLImageElement;
  size: Size;
  flipped: boolean;
}

export interface ShownVisitor extends Shown {
  /** Who was last seen, and in the picture of which moment; pictures run ahead of poses. */
  pose: Pose | null;
  poseTimeMs: number;
}

export interface ShownMatch extends Shown {
  match: Match;
  pose: Pose; // of the visitor, for which the photo was found
}

export class Picture<T extends HTMLElement> {
  /** What is on the canvas, and how wide that was; nothing new is not drawn again. */
  private drawn: { pose: Pose | null; width: number } | null = null;
  private readonly canvas = element("canvas", {
    className: "skeleton",
    attributes: { "aria-hidden": "true" },
  });
  readonly root = element("div", { className: "picture" });

  constructor(readonly image: T) {
    this.root.append(image, this.canvas);
  }

  setAspect({ width, height }: Size): void {
    this.root.style.setProperty("--aspect", String(width / height));
  }

  get flipped(): boolean {
    return this.root.hasAttribute("data-flipped");
  }

  setFlipped(flipped: boolean): void {
    this.root.toggleAttribute("data-flipped", flipped);
  }

  /** The place in the picture, in its own pixels, that an event on the screen points at. */
  pointAt({ clientX, clientY }: MouseEvent, { width, height }: Size): Point {
    const shown = this.root.getBoundingClientRect();
    const across = (clientX - shown.left) / shown.width;
    const isFlipped = this.root.hasAttribute("data-flipped");
    return [(isFlipped ? 1 - across : across) * width, ((clientY - shown.top) / shown.height) * height];
  }

  draw(pose: Pose | null, size: Size): void {
    const width = this.canvas.clientWidth;
    if (this.drawn && this.drawn.pose === pose && this.drawn.width === width) return;
    drawSkeleton(this.canvas, pose, size);
    this.drawn = { pose, width };
  }
}
