/** The visitor's camera, and a plain name for each way in which there may be none. */

import type { MovingSource } from "./source";

export type CameraTrouble = "insecure" | "refused" | "none" | "busy" | "ended" | "unknown";

export class CameraError extends Error {
  constructor(readonly trouble: CameraTrouble) {
    super(`no camera: ${trouble}`);
  }
}

const TROUBLES: Record<string, CameraTrouble> = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

export async function openCamera(): Promise<MovingSource> {
  const stream = await openStream();
  return {
    kind: "camera",
    async playIn(video) {
      video.srcObject = stream;
      await video.play();
    },
    // The tracks tell when the camera is unplugged or taken away, not when the page stops it itself.
    whenEnded(onEnded) {
      for (const track of stream.getVideoTracks()) track.addEventListener("ended", onEnded, { once: true });
    },
    close() {
      for (const track of stream.getTracks()) track.stop();
    },
  };
}

async function openStream(): Promise<MediaStream> {
  // Browsers hide the camera from pages that did not come over a secure connection.
  if (!navigator.mediaDevices) throw new CameraError("insecure");
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: "user", width: { ideal: 640 }, height: { ideal: 480 } },
    });
  } catch (error) {
    throw new CameraError(TROUBLES[(error as DOMException).name] ?? "unknown");
  }
}
