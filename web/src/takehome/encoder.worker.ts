/** Makes one file away from the page's thread; `encode.ts` is its other end. */

import { expose, transfer } from "comlink";
import type { Size } from "../tracking/tracking";

export type Kind = "png" | "gif" | "video";

interface Writer {
  readonly type: string;
  add(image: ImageBitmap, startMs: number, durationMs: number): Promise<void> | void;
  finish(): Promise<ArrayBuffer> | ArrayBuffer;
}

let writer: Writer | null = null;

const encoder = {
  /** The file's media type, or null where this browser cannot make such a file. */
  async open(kind: Kind, size: Size): Promise<string | null> {
    writer = await OPEN[kind](size);
    return writer?.type ?? null;
  },

  /** Takes the image over. */
  async add(image: ImageBitmap, startMs: number, durationMs: number): Promise<void> {
    try {
      await writer!.add(image, startMs, durationMs);
    } finally {
      image.close();
    }
  },

  async finish(): Promise<ArrayBuffer> {
    const bytes = await writer!.finish();
    return transfer(bytes, [bytes]);
  },
};

/** One picture. A canvas of the page would be packed on the page's own thread, in one go where that is busy. */
function openPng({ width, height }: Size): Writer {
  const canvas = new OffscreenCanvas(width, height);
  return {
    type: "image/png",
    add: (image) => canvas.getContext("2d")!.drawImage(image, 0, 0),
    finish: async () => (await canvas.convertToBlob()).arrayBuffer(),
  };
}

async function openVideo(size: Size): Promise<Writer | null> {
  const { VideoWriter } = await import("./video");
  return VideoWriter.open(size);
}

async function openGif({ width, height }: Size): Promise<Writer> {
  const { GifWriter } = await import("./gif");
  const gif = new GifWriter({ width, height });
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })!;
  return {
    type: "image/gif",
    add(image, _, durationMs) {
      context.drawImage(image, 0, 0);
      gif.add(context.getImageData(0, 0, width, height).data, durationMs);
    },
    finish: () => gif.finish().buffer,
  };
}

const OPEN: Record<Kind, (size: Size) => Writer | null | Promise<Writer | null>> = {
  png: openPng,
  gif: openGif,
  video: openVideo,
};

export type WorkerEncoder = typeof encoder;
expose(encoder);
