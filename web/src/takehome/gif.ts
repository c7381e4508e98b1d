/** An animated GIF, written frame by frame. What has hardly changed since the last frame is left as it is. */

import { applyPalette, GIFEncoder, type Palette, quantize } from "gifenc";
import type { Size } from "../tracking/tracking";

/** Red, green and blue together; the tremble of a camera picture stays below. */
const TOLERANCE = 14;
/** One of 256 colours is kept for "as before". */
const COLOURS = 255;
/** Levels from one end of the dither pattern to the other. */
const GRAIN = 10;
const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];
/** Leave the frame in place when the next one comes. */
const KEEP = 1;

export class GifWriter {
  private readonly encoder = GIFEncoder();
  private readonly written: Uint8Array; // RGBA, each pixel as it was when it was last written
  private started = false;
  private endMs = 0;

  constructor(private readonly size: Size) {
    this.written = new Uint8Array(4 * size.width * size.height);
  }

  /** `rgba` is (height, width, 4) bytes. */
  add(rgba: Uint8ClampedArray, durationMs: number): void {
    const changed = this.started ? changedPixels(this.written, rgba) : everyPixel(rgba.length / 4);
    this.started = true;
    const { palette, index } = this.reduce(rgba, changed);
    this.encoder.writeFrame(index, this.size.width, this.size.height, {
      palette: [...palette, [0, 0, 0]],
      delay: this.nextDelay(durationMs),
      transparent: true,
      transparentIndex: palette.length,
      dispose: KEEP,
    });
  }

  finish(): Uint8Array<ArrayBuffer> {
    this.encoder.finish();
    return this.encoder.bytes();
  }

  /** The changed pixels in their best colours; all others get the index after the palette's last. */
  private reduce(rgba: Uint8ClampedArray, changed: Uint32Array): { palette: Palette; index: Uint8Array } {
    const colours = new Uint8Array(4 * changed.length);
    for (const [i, pixel] of changed.entries()) colours.set(rgba.subarray(4 * pixel, 4 * pixel + 4), 4 * i);
    const palette = changed.length > 0 ? quantize(colours, COLOURS) : [];
    for (const [i, pixel] of changed.entries())
      dither(colours, 4 * i, pixel % this.size.width, Math.floor(pixel / this.size.width));
    const nearest = changed.length > 0 ? applyPalette(colours, palette) : colours;
    const index = new Uint8Array(rgba.length / 4).fill(palette.length);
    for (const [i, pixel] of changed.entries()) {
      index[pixel] = nearest[i]!;
      this.written.set(rgba.subarray(4 * pixel, 4 * pixel + 4), 4 * pixel);
    }
    return { palette, index };
  }

  /** GIFs count in hundredths of a second; what is rounded off one frame goes to the next. */
  private nextDelay(durationMs: number): number {
    const start = Math.round(this.endMs / 10);
    this.endMs += durationMs;
    return 10 * (Math.round(this.endMs / 10) - start);
  }
}

/** Adds a fixed pattern, so that a soft shade becomes a fine grain rather than steps, and nothing flickers. */
function dither(rgba: Uint8Array, at: number, x: number, y: number): void {
  const threshold = BAYER[4 * (y % 4) + (x % 4)]! / 16 - 15 / 32;
  for (let channel = at; channel < at + 3; channel++) {
    rgba[channel] = Math.min(255, Math.max(0, rgba[channel]! + Math.round(GRAIN * threshold)));
  }
}

/** Places of the pixels that differ visibly. */
export function changedPixels(before: Uint8Array, after: Uint8ClampedArray): Uint32Array {
  const places = new Uint32Array(after.length / 4);
  let count = 0;
  for (let i = 0; i < after.length; i += 4) {
    const difference =
      Math.abs(after[i]! - before[i]!) +
      Math.abs(after[i + 1]! - before[i + 1]!) +
      Math.abs(after[i + 2]! - before[i + 2]!);
    if (difference > TOLERANCE) places[count++] = i / 4;
  }
  return places.subarray(0, count);
}

const everyPixel = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, i) => i);
