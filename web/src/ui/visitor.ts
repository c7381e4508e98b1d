/** The visitor's pane: the camera, a film or a still photo, with the skeleton found in it. */

import type { Box, Point, Pose } from "../pose/geometry";
import type { MovingSource } from "../sources/source";
import { Glide } from "../tracking/glide";
import type { Size } from "../tracking/tracking";
import { words } from "../words/words";
import { element } from "./dom";
import { Picture, type ShownVisitor } from "./picture";

const MIN_PANE_ASPECT = 0.75;
const MAX_PANE_ASPECT = 1.6;
/** How long the answer to a key or a tap is shown. */
const ANSWER_MS = 1_800;

export class VisitorPane {
  readonly video = element("video", { muted: true, playsInline: true, autoplay: true });
  private readonly still = element("canvas", { className: "still" });
  private readonly picture = new Picture(element("div", { className: "sources" }, this.video, this.still));
  private readonly status = element("p", { className: "pill status", attributes: { role: "status" } });
  readonly root = element(
    "section",
    { className: "pane visitor", attributes: { "aria-label": words.you } },
    this.picture.root,
    this.status,
  );

  /** The visitor has pointed at somebody in the picture; in its own pixels. */
  onPoint: (point: Point, size: Size) => void = () => {};
  private readonly glide = new Glide();
  private size: Size | null = null;
  /** The pose as it was found last, and in the picture of which moment. */
  private found: { pose: Pose | null; timeMs: number } = { pose: null, timeMs: 0 };
  private skeletonShown = true;
  private answering = 0;

  constructor() {
    this.video.addEventListener("resize", () => {
      if (this.video.videoWidth) this.setAspect(videoSize(this.video));
    });
    this.picture.root.addEventListener("click", (event) => {
      if (this.size) this.onPoint(this.picture.pointAt(event, this.size), this.size);
    });
    const redraw = (nowMs: number) => {
      this.redraw(nowMs);
      requestAnimationFrame(redraw);
    };
    requestAnimationFrame(redraw);
  }

  async showMoving(source: MovingSource): Promise<void> {
    this.root.dataset.source = source.kind;
    await source.playIn(this.video);
    this.setAspect(videoSize(this.video));
  }

  showStill(image: ImageBitmap): void {
    this.root.dataset.source = "photo";
    Object.assign(this.still, { width: image.width, height: image.height });
    this.still.getContext("2d")!.drawImage(image, 0, 0);
    this.setAspect(image);
  }

  /** null while there is no picture yet. */
  get shown(): ShownVisitor | null {
    const { video, still } = this;
    const image = this.root.dataset.source === "photo" ? still : video;
    const size = image === still ? { width: still.width, height: still.height } : videoSize(video);
    if (size.width === 0) return null;
    const { pose, timeMs } = this.found;
    return { image, size, flipped: this.picture.flipped, pose, poseTimeMs: timeMs };
  }

  setPose(pose: Pose | null, size: Size, timeMs: number): void {
    this.glide.aim(pose, performance.now());
    this.size = size;
    this.found = { pose, timeMs };
  }

  /** Frames somebody in the picture for a moment. */
  mark([x0, y0, x1, y1]: Box, { width, height }: Size): void {
    this.picture.root.querySelector(".mark")?.remove();
    const mark = element("div", { className: "mark" });
    const share = (part: number, whole: number) =>
      `${(100 * Math.min(1, Math.max(0, part / whole))).toFixed(2)}%`;
    Object.assign(mark.style, {
      left: share(x0, width),
      right: share(width - x1, width),
      top: share(y0, height),
      bottom: share(height - y1, height),
    });
    this.picture.root.append(mark);
    setTimeout(() => mark.remove(), ANSWER_MS);
  }

  /** Words for what the visitor has just done; they stay for a moment, whatever the next picture shows. */
  answer(text: string): void {
    this.setStatus(text);
    clearTimeout(this.answering);
    this.answering = window.setTimeout(() => {
      this.answering = 0;
      if (this.status.textContent === text) this.setStatus("");
    }, ANSWER_MS);
  }

  get isAnswering(): boolean {
    return this.answering !== 0;
  }

  setStatus(text: string): void {
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  setFlipped(flipped: boolean): void {
    this.picture.setFlipped(flipped);
  }

  setSkeletonShown(shown: boolean): void {
    this.skeletonShown = shown;
  }

  clear(): void {
    this.video.srcObject = null;
    this.video.removeAttribute("src");
    this.video.load();
    this.glide.aim(null, performance.now());
    if (this.size) this.picture.draw(null, this.size);
    this.size = null;
    this.found = { pose: null, timeMs: 0 };
    this.setStatus("");
  }

  /** Both panes take the picture's shape, unless it is too tall or too wide for two of it. */
  private setAspect(size: Size): void {
    this.picture.setAspect(size);
    const aspect = Math.min(MAX_PANE_ASPECT, Math.max(MIN_PANE_ASPECT, size.width / size.height));
    this.root.parentElement?.style.setProperty("--pane-aspect", String(aspect));
  }

  private redraw(nowMs: number): void {
    if (this.size && this.root.isConnected) {
      this.picture.draw(this.skeletonShown ? this.glide.at(nowMs) : null, this.size);
    }
  }
}

const videoSize = (video: HTMLVideoElement): Size => ({ width: video.videoWidth, height: video.videoHeight });
