/** What went wrong, as a name for tests and the words for a visitor. */

import { MODEL_MISSING } from "./backend";
import { CameraError } from "./camera";
import { type Message, words } from "./words";

export interface Trouble {
  name: string;
  message: Message;
  worthTrying: boolean;
}

export const PHOTO_UNREADABLE = "PhotoUnreadableError";

export function troubleOf(error: unknown): Trouble {
  const { name } = error as Error;
  if (error instanceof CameraError) {
    return {
      name: `camera-${error.trouble}`,
      message: words.cameraTroubles[error.trouble],
      worthTrying: true,
    };
  }
  if (name === MODEL_MISSING)
    return { name: "model-missing", message: words.modelMissing, worthTrying: true };
  if (name === PHOTO_UNREADABLE) {
    return { name: "photo-unreadable", message: words.photoUnreadable, worthTrying: false };
  }
  return { name: "cannot-run", message: words.cannotRun, worthTrying: true };
}
