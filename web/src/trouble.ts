/** What went wrong, as a name for tests and the words for a visitor. */

import { MODEL_MISSING } from "./network/backend";
import { CameraError } from "./sources/camera";
import { VIDEO_UNREADABLE } from "./sources/film";
import { PHOTO_UNREADABLE } from "./sources/still";
import { type Message, words } from "./words/words";

export interface Trouble {
  name: string;
  message: Message;
  worthTrying: boolean;
  /** Whether pictures from elsewhere would help: they do where the camera or the file is at fault. */
  othersWork: boolean;
}

export function troubleOf(error: unknown): Trouble {
  if (error instanceof CameraError) {
    const message = words.cameraTroubles[error.trouble];
    return { name: `camera-${error.trouble}`, message, worthTrying: true, othersWork: true };
  }
  switch ((error as Error).name) {
    case PHOTO_UNREADABLE:
      return unreadable("photo-unreadable", words.photoUnreadable);
    case VIDEO_UNREADABLE:
      return unreadable("video-unreadable", words.videoUnreadable);
    case MODEL_MISSING:
      return unable("model-missing", words.modelMissing);
    default:
      return unable("cannot-run", words.cannotRun);
  }
}

const unreadable = (name: string, message: Message): Trouble => ({
  name,
  message,
  worthTrying: false,
  othersWork: true,
});

const unable = (name: string, message: Message): Trouble => ({
  name,
  message,
  worthTrying: true,
  othersWork: false,
});
