/** gifenc brings no types: what is used of it. */
declare module "gifenc" {
  export type Palette = number[][];

  export interface FrameOptions {
    palette: Palette;
    delay: number; // milliseconds
    transparent?: boolean;
    transparentIndex?: number;
    dispose?: number;
  }

  export function GIFEncoder(): {
    writeFrame(index: Uint8Array, width: number, height: number, options: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array<ArrayBuffer>;
  };
  export function quantize(rgba: Uint8Array, maxColours: number): Palette;
  export function applyPalette(rgba: Uint8Array, palette: Palette): Uint8Array;
}
