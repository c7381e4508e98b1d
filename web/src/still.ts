/** A photo file as a picture, upright and no larger than the network can use. */

import { PHOTO_UNREADABLE } from "./trouble";

const LONGEST_SIDE_PX = 1280;

export async function loadStill(file: File): Promise<ImageBitmap> {
  const full = await createImageBitmap(file).catch((cause) => {
    throw Object.assign(new Error(`${file.name} is no picture`, { cause }), { name: PHOTO_UNREADABLE });
  });
  const scale = LONGEST_SIDE_PX / Math.max(full.width, full.height);
  if (scale >= 1) return full;
  const still = await createImageBitmap(full, {
    resizeWidth: Math.round(full.width * scale),
    resizeHeight: Math.round(full.height * scale),
    resizeQuality: "high",
  });
  full.close();
  return still;
}
