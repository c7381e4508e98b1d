/** A flip-book as a file. Pages are drawn one at a time, as the encoder asks for them. */

import { transfer, wrap } from "comlink";
import type { FlipBook } from "./book";
import type { Kind, WorkerEncoder } from "./encoder.worker";
import { even } from "./layout";
import { waitMs } from "./take";

/** A GIF is large for what it shows; this is what messengers show of one. */
const GIF_WIDTH = 640;
/** In the order of where they play. */
const RECORDED_TYPES = ["video/mp4;codecs=avc1.42001f", "video/webm;codecs=vp9", "video/webm"];
const RECORDED_FPS = 30;
const REDRAW_MS = 200;
const RECORDED_BITS_PER_SECOND = 4_000_000;

/** This browser has no encoder for such a file: trying again would not help. */
export class NoEncoderError extends Error {}

type OnProgress = (fraction: number) => void;
type Pages = Pick<FlipBook, "size" | "pages">;

export const encodeGif = (book: FlipBook, onProgress: OnProgress, signal: AbortSignal): Promise<Blob> =>
  encode("gif", book, Math.min(1, GIF_WIDTH / book.size.width), onProgress, signal);

export function encodeStrip(
  { strip: { size, draw } }: FlipBook,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Blob> {
  return encode("png", { size, pages: [{ startMs: 0, durationMs: 0, draw }] }, 1, onProgress, signal);
}

/** With the browser's encoder at full speed, or else recorded while it plays. */
export async function encodeVideo(
  book: FlipBook,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Blob> {
  try {
    return await encode("video", book, 1, onProgress, signal);
  } catch (error) {
    if (!(error instanceof NoEncoderError)) throw error;
    return await recordVideo(book, onProgress, signal);
  }
}

async function encode(
  kind: Kind,
  book: Pages,
  scale: number,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Blob> {
  const worker = new Worker(new URL("./encoder.worker.ts", import.meta.url), { type: "module" });
  const stopped = new Promise<never>((_, reject) => {
    worker.onerror = (event) => reject(new Error(event.message || "the encoder could not start"));
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  try {
    signal.throwIfAborted();
    return await Promise.race([
      encodeIn(wrap<WorkerEncoder>(worker), kind, book, scale, onProgress),
      stopped,
    ]);
  } finally {
    stopped.catch(() => {});
    worker.terminate();
  }
}

async function encodeIn(
  encoder: ReturnType<typeof wrap<WorkerEncoder>>,
  kind: Kind,
  book: Pages,
  scale: number,
  onProgress: OnProgress,
): Promise<Blob> {
  const size = { width: even(book.size.width * scale), height: even(book.size.height * scale) };
  const type = await encoder.open(kind, size);
  if (!type) throw new NoEncoderError(`no encoder for ${kind}`);
  for (const [i, page] of book.pages.entries()) {
    const canvas = new OffscreenCanvas(size.width, size.height);
    const context = canvas.getContext("2d")!;
    context.setTransform(size.width / book.size.width, 0, 0, size.height / book.size.height, 0, 0);
    page.draw(context);
    const image = canvas.transferToImageBitmap();
    await encoder.add(transfer(image, [image]), page.startMs, page.durationMs);
    onProgress((i + 1) / book.pages.length);
  }
  return new Blob([await encoder.finish()], { type });
}

/** Plays the book once on a canvas of its own and records that. */
async function recordVideo(book: FlipBook, onProgress: OnProgress, signal: AbortSignal): Promise<Blob> {
  const mimeType = RECORDED_TYPES.find((type) => globalThis.MediaRecorder?.isTypeSupported(type));
  if (!mimeType) throw new NoEncoderError("neither WebCodecs nor MediaRecorder can make a video");
  const canvas = Object.assign(document.createElement("canvas"), book.size);
  const context = canvas.getContext("2d")!;
  const stream = canvas.captureStream(RECORDED_FPS);
  const recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: RECORDED_BITS_PER_SECOND });
  const parts: Blob[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => resolve();
    recorder.onerror = (event) => reject((event as ErrorEvent).error ?? new Error("the recorder failed"));
  });
  ended.catch(() => {});
  recorder.start();
  try {
    for (const page of book.pages) {
      const end = performance.now() + page.durationMs;
      // Drawn again and again while it is shown: a recorder may keep back a picture until the next one comes.
      for (let left = page.durationMs; left > 0; left = end - performance.now()) {
        page.draw(context);
        await waitMs(Math.min(left, REDRAW_MS), signal);
      }
      onProgress((page.startMs + page.durationMs) / book.durationMs);
    }
  } finally {
    if (recorder.state !== "inactive") recorder.stop();
    for (const track of stream.getTracks()) track.stop();
  }
  await ended;
  return new Blob(parts, { type: mimeType.split(";")[0]! });
}
