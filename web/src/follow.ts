/** Looks at a video's pictures as they come, one at a time, for as long as the visitor stays. */

import type { Pipeline } from "./pipeline";
import { withPatience } from "./patience";
import { CameraError } from "./sources/camera";
import { nextFrame } from "./sources/source";

/** Pictures that may fail in a row, while the estimator changes its backend, before the page gives up. */
const FAILURES_ALLOWED = 5;
/** A camera that a computer forgot while it slept stays open, and shows nothing any more. */
const PATIENCE_SECONDS = 10;

export async function follow(
  video: HTMLVideoElement,
  pipeline: Pipeline,
  isOver: () => boolean,
): Promise<void> {
  let failures = 0;
  while (!isOver()) {
    await nextFrameInTime(video);
    if (isOver() || video.paused) continue;
    try {
      await pipeline.frame(await createImageBitmap(video), performance.now());
      failures = 0;
    } catch (error) {
      if (++failures > FAILURES_ALLOWED) throw error;
    }
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
