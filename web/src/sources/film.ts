/** Films in place of the camera: a file of the visitor's, or the dancer that comes with the page. They loop. */

import dancerUrl from "#media/dancer.webm";
import type { MovingSource } from "./source";

export const VIDEO_UNREADABLE = "VideoUnreadableError";

export async function openDancer(): Promise<MovingSource> {
  return film("dancer", dancerUrl, () => {});
}

export async function openVideo(file: File): Promise<MovingSource> {
  const url = URL.createObjectURL(file);
  return film("video", url, () => URL.revokeObjectURL(url));
}

function film(kind: "video" | "dancer", url: string, close: () => void): MovingSource {
  return {
    kind,
    async playIn(video) {
      video.loop = true;
      video.src = url;
      await video.play().catch(unreadable);
      // A file of sound alone plays well, and shows nothing.
      if (!video.videoWidth) unreadable(new Error("it has no pictures"));
    },
    whenEnded() {},
    close,
  };
}

function unreadable(cause: Error): never {
  throw Object.assign(new Error(`this video cannot be played: ${cause.message}`), { name: VIDEO_UNREADABLE });
}
