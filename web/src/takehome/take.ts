/** A take: some seconds of the visitor and of the photos in their poses, kept as small pictures in memory. */

import type { Match } from "../match/api";
import type { Pose } from "../pose/geometry";
import type { Shown, ShownMatch, ShownVisitor } from "../ui/picture";
import { fitArea } from "./layout";

export const TAKE_MS = 5_000;
/** The photo for the last pose comes a little after it. */
const TAIL_MS = 600;
const FRAMES_PER_SECOND = 8;
/** Pixels of one kept picture, about 480 x 360: enough for a flip-book, and forty of them fit into a phone. */
const PICTURE_PIXELS = 480 * 360;

/** The visitor as the mirror showed them. */
export interface Picture {
  image: ImageBitmap;
  timeMs: number;
}

/** A photo beside the visitor, the same way round as on the page, and how long it stood there. */
export interface Stay {
  image: ImageBitmap;
  match: Match;
  fromMs: number;
  toMs: number;
}

export interface PoseAt {
  pose: Pose;
  timeMs: number; // of the picture it was found in
}

/** Times are from the start of the take. */
export interface Take {
  pictures: readonly Picture[];
  poses: readonly PoseAt[];
  stays: readonly Stay[];
  durationMs: number;
  close(): void;
}

/** What the mirror shows, to be photographed. */
export interface Stage {
  readonly visitor: { readonly shown: ShownVisitor | null };
  readonly reflection: { readonly shown: ShownMatch | null };
}

/** Rejects, and keeps nothing, as soon as `signal` says stop. */
export async function recordTake(
  stage: Stage,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<Take> {
  const recorder = new Recorder(stage);
  try {
    const start = performance.now();
    for (let elapsed = 0; elapsed < TAKE_MS + TAIL_MS; elapsed = performance.now() - start) {
      recorder.look(start, elapsed);
      onProgress(Math.min(1, elapsed / TAKE_MS));
      // From tick to tick of an even clock, however long the look took.
      await waitMs(nextTickMs(elapsed) - (performance.now() - start), signal);
    }
    return recorder;
  } catch (error) {
    recorder.close();
    throw error;
  }
}

class Recorder implements Take {
  readonly pictures: Picture[] = [];
  readonly poses: PoseAt[] = [];
  readonly stays: Stay[] = [];
  readonly durationMs = TAKE_MS;

  constructor(private readonly stage: Stage) {}

  look(startMs: number, timeMs: number): void {
    const { visitor, reflection } = this.stage;
    if (reflection.shown) this.addStay(reflection.shown, timeMs);
    if (!visitor.shown) return;
    const { pose, poseTimeMs } = visitor.shown;
    if (pose) this.poses.push({ pose, timeMs: poseTimeMs - startMs });
    if (timeMs < TAKE_MS) this.pictures.push({ image: copy(visitor.shown), timeMs });
  }

  close(): void {
    for (const { image } of [...this.pictures, ...this.stays]) image.close();
  }

  private addStay(shown: ShownMatch, timeMs: number): void {
    const last = this.stays.at(-1);
    if (last?.match.photo.id === shown.match.photo.id && last.match.mirrored === shown.match.mirrored) {
      last.toMs = timeMs;
    } else {
      this.stays.push({ image: copy(shown), match: shown.match, fromMs: timeMs, toMs: timeMs });
    }
  }
}

/** When the next picture is due. A timer may be a little early for its tick: that tick is done all the same. */
export function nextTickMs(elapsedMs: number): number {
  const period = 1000 / FRAMES_PER_SECOND;
  return (Math.floor(elapsedMs / period + 0.2) + 1) * period;
}

/** A small copy, flipped where the page shows it flipped. */
function copy({ image, size, flipped }: Shown): ImageBitmap {
  const { width, height } = fitArea(size, PICTURE_PIXELS);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d")!;
  if (flipped) context.setTransform(-1, 0, 0, 1, width, 0);
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  return canvas.transferToImageBitmap();
}

/** Rejects as soon as `signal` says stop. */
export function waitMs(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}
