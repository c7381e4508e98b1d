/** Every word of the desk that the server's templates do not already say. */

import type { Status } from "./api";

export const words = {
  choose: "Choose photos",
  uploading: (percent: number) => `Uploading, ${percent} %`,
  status: {
    pending: ["◌", "Looking for the pose"],
    ready: ["✓", "Pose found"],
    no_person: ["∅", "No person"],
    failed: ["!", "Failed"],
  } satisfies Record<Status, [icon: string, word: string]>,
  uploadFailed: "The upload did not arrive. Drop the photo again.",
  tooLarge: (maxMb: number) => `Larger than ${maxMb} MB. Choose a smaller copy.`,
  deletePhoto: (title: string) => `Delete ${title}`,
  delete: "Delete",
  confirmDelete: (title: string) => `Delete “${title}” from the mirror? This cannot be undone.`,
  deleteFailed: "The photo could not be deleted. Is the server still running? Reload the page and try again.",
  dismiss: "Dismiss",
};
