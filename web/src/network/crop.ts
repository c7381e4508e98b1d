/** Cuts a network's input out of a picture. */

import type { Affine } from "../pose/geometry";

export class Cropper {
  private readonly context: OffscreenCanvasRenderingContext2D;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })!;
  }

  cut(image: ImageBitmap, cropFromImage: Affine): ImageData {
    const [[a, b, c], [d, e, f]] = canvasAffine(cropFromImage);
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.fillRect(0, 0, this.width, this.height);
    this.context.setTransform(a, d, b, e, c, f);
    // As in converter/pose/crop.py: bilinear, and a picture more than twice too large is reduced first.
    this.context.imageSmoothingQuality = a > 0.5 ? "low" : "medium";
    this.context.drawImage(image, 0, 0);
    return this.context.getImageData(0, 0, this.width, this.height);
  }
}

/**
 * The same affine in the canvas's coordinates. There whole numbers are pixel edges; in the pose contract they
 * are pixel centres, half a pixel further.
 */
export function canvasAffine([[a, b, c], [d, e, f]]: Affine): Affine {
  return [
    [a, b, c + 0.5 - 0.5 * (a + b)],
    [d, e, f + 0.5 - 0.5 * (d + e)],
  ];
}
