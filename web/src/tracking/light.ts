/** How light the crop is, from a few hundred of its pixels. */

import { type Affine, applyAffine, invertAffine } from "../pose/geometry";
import type { Size } from "./tracking";

const STEP_PX = 8;

/** Mean luma 0..1 of the part of the crop that lies in the picture (what lies beyond it is black paper). */
export function lightOf(crop: ImageData, cropFromImage: Affine, { width, height }: Size): number {
  const imageFromCrop = invertAffine(cropFromImage);
  let [total, count] = [0, 0];
  for (let row = 0; row < crop.height; row += STEP_PX) {
    for (let column = 0; column < crop.width; column += STEP_PX) {
      const [x, y] = applyAffine(imageFromCrop, [column, row]);
      if (x < 0 || y < 0 || x > width - 1 || y > height - 1) continue;
      const at = 4 * (row * crop.width + column);
      const [red, green, blue] = [crop.data[at]!, crop.data[at + 1]!, crop.data[at + 2]!];
      total += 0.299 * red + 0.587 * green + 0.114 * blue;
      count++;
    }
  }
  return count === 0 ? 1 : total / count / 255;
}
