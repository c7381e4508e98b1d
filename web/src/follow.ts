/** Looks at a video's pictures as they come, one at a time, for as long as the visitor stays. */

import type { Pipeline } from "./pipeline";
import { nextFrame } from "./sources/source";

/** Pictures that may fail in a row, while the estimator changes its backend, before the page gives up. */
const FAILURES_ALLOWED = 5;

export async function follow(
  video: HTMLVideoElement,
  pipeline: Pipeline,
  isOver: () => boolean,
): Promise<void> {
  let failures = 0;
  while (!isOver()) {
    await nextFrame(video);
    if (isOver() || video.paused) continue;
    try {
      await pipeline.frame(await createImageBitmap(video), performance.now());
      failures = 0;
    } catch (error) {
      if (++failures > FAILURES_ALLOWED) throw error;
    }
  }
}
