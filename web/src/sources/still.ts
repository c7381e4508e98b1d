/** A photo file as a picture, upright and no larger than the network can use. */

import type { StillSource } from "./source";

export const PHOTO_UNREADABLE = "PhotoUnreadableError";

const LONGEST_SIDE_PX = 1280;

export async function openStill(file: File): Promise<StillSource> {
  const full = await createImageBitmap(file).catch((cause) => {
    throw Object.assign(new Error(`${file.name} is no picture`, { cause }), { name: PHOTO_UNREADABLE });
  });
  const image = await reduced(full);
  return { kind: "photo", image, close: () => image.close() };
}

async function reduced(full: ImageBitmap): Promise<ImageBitmap> {
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
