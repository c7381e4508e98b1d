/** A file that the visitor chose: a film where it says that it is one, else a photo. */

import { openVideo } from "./film";
import type { Source } from "./source";
import { openStill } from "./still";

export function openFile(file: File): Promise<Source> {
  return file.type.startsWith("video/") ? openVideo(file) : openStill(file);
}
