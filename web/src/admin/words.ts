/** Every word of the desk that the server's templates do not already say. */

import type { Status } from "./api";

export const words = {
  choose: "Choose photos",
  chooseFolder: "Choose a folder",
  takePhoto: "Take a photo",
  pasted: "Pasted",
  uploads: "Uploads",
  uploadingSome: (arrived: number, total: number, paused: boolean) =>
    `${paused ? "Paused" : "Uploading"}: ${number(arrived)} of ${number(total)} arrived`,
  uploaded: (arrived: number, known: number, wrong: number) =>
    [
      `${number(arrived)} arrived`,
      known ? `${number(known)} of them the mirror had before` : "",
      wrong ? `${number(wrong)} went wrong` : "",
    ]
      .filter(Boolean)
      .join(", "),
  rowState: (moving: boolean, percent: number) => (moving ? `${percent} %` : "Waiting"),
  counts: ({ ready, pending, no_person, failed }: Record<Status, number>) =>
    [
      `${number(ready)} with a pose`,
      pending ? `${number(pending)} waiting` : "",
      no_person ? `${number(no_person)} without a person` : "",
      failed ? `${number(failed)} failed` : "",
    ]
      .filter(Boolean)
      .join(" · "),
  looksLike: "Looks like ",
  pause: "Pause",
  resume: "Go on",
  retry: (failed: number) => `Try ${number(failed)} again`,
  cancel: "Cancel",
  close: "Close",
  chooseAgain:
    "The page was closed on the way, and the browser could not keep this file. Choose it once more.",
  status: {
    pending: ["◌", "Looking for the pose"],
    ready: ["✓", "Pose found"],
    no_person: ["∅", "No person"],
    failed: ["!", "Failed"],
  } satisfies Record<Status, [icon: string, word: string]>,
  uploadFailed: "The server did not answer. Is it still running?",
  tooLarge: (maxMb: number) => `Larger than ${maxMb} MB. Choose a smaller copy.`,
  deletePhoto: (title: string) => `Delete ${title}`,
  delete: "Delete",
  confirmDelete: (title: string) => `Delete “${title}” from the mirror? This cannot be undone.`,
  deleteFailed: "The photo could not be deleted. Is the server still running? Reload the page and try again.",
  dismiss: "Dismiss",
  dismissFile: (name: string) => `Dismiss ${name}`,
};

function number(count: number): string {
  return count.toLocaleString("en");
}
