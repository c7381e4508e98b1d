/** Looks at a video's pictures as they come, one at a time, for as long as the visitor stays. */

import { withPatience } from "./kiosk/patience";
import type { Pipeline } from "./pipeline";
import { CameraError } from "./sources/camera";
import { nextFrame } from "./sources/source";
import { DrawRhythm, Rest } from "./tracking/rest";

/** Pictures that may fail in a row, while the estimator changes its backend, before the page gives up. */
const FAILURES_ALLOWED = 5;
/** A camera that a computer forgot while it slept stays open, and shows nothing any more. */
const PATIENCE_SECONDS = 10;

/** The video draws itself meanwhile: what is slow here costs poses, never pictures. */
export async function follow(
  video: HTMLVideoElement,
  pipeline: Pipeline,
  isOver: () => boolean,
): Promise<void> {
  const rest = new Rest();
  const rhythm = watchDrawing(isOver);
  let failures = 0;
  while (!isOver()) {
    await nextFrameInTime(video);
    if (isOver() || video.paused) continue;
    const start = performance.now();
    try {
      await pipeline.frame(await createImageBitmap(video), start);
      failures = 0;
    } catch (error) {
      if (++failures > FAILURES_ALLOWED) throw error;
    }
    await wait(rest.after(performance.now() - start, rhythm.gapMs));
  }
}

async function nextFrameInTime(video: HTMLVideoElement): Promise<void> {
  const isPlaying = () => !video.paused && !document.hidden;
  try {
    await withPatience("the camera", nextFrame(video), PATIENCE_SECONDS, isPlaying);
  } catch {
    throw new CameraError("ended");
  }
}

function watchDrawing(isOver: () => boolean): DrawRhythm {
  const rhythm = new DrawRhythm();
  const tick = (nowMs: number) => {
    rhythm.tick(nowMs);
    if (!isOver()) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  return rhythm;
}

/** A timer is rounded up; what it would round is no rest. */
async function wait(ms: number): Promise<void> {
  if (ms >= 1) await new Promise((resolve) => setTimeout(resolve, ms));
}
