/** Where pictures come from. The app knows a camera, a film or a photo by this alone. */

/** Pictures that follow one another: shown by a video element, looked at as they come. */
export interface MovingSource {
  readonly kind: "camera" | "video" | "dancer";
  /** Plays in the element. Rejects where the browser cannot play it. */
  playIn(video: HTMLVideoElement): Promise<void>;
  /** Calls back when the pictures end by themselves: a camera that is unplugged. Films start over instead. */
  whenEnded(onEnded: () => void): void;
  close(): void;
}

/** One picture, looked at once. */
export interface StillSource {
  readonly kind: "photo";
  readonly image: ImageBitmap;
  close(): void;
}

export type Source = MovingSource | StillSource;

/** Resolves when the video has a new picture. */
export function nextFrame(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => {
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(() => resolve());
    else requestAnimationFrame(() => resolve());
  });
}
