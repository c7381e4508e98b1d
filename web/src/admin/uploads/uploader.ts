/** Brings files to the server, resumably: over a dropped network, a restarted server and a closed page. */

import Uppy, { type RestrictionError, type UppyFile } from "@uppy/core";
import DropTarget from "@uppy/drop-target";
import GoldenRetriever from "@uppy/golden-retriever";
import Tus, { type TusBody, type TusDetailedError } from "@uppy/tus";
import type { Desk } from "../api";
import { words } from "../words";
import { fileChoosers, isWanted, onPaste } from "./sources";
import { Tray } from "./tray";

type Meta = Record<string, unknown>;
type File_ = UppyFile<Meta, TusBody>;

const MB = 2 ** 20;
// A photo mostly takes one request; of a larger file, no more than this is sent again after a break.
const CHUNK_BYTES = 4 * MB;
const AT_ONCE = 3;
// Together about five minutes: a server may be restarted meanwhile, and after each success they count anew.
const RETRY_DELAYS_MS = [500, 1000, 2000, 4000, 8000, ...Array<number>(18).fill(15_000)];
// What the browser keeps of files on their way, for a page that is closed and opened again.
const KEPT = { maxFileSize: 500 * MB, maxTotalSize: 2000 * MB };

/** What the server has made of a file. */
export interface Arrival {
  kind: "photo" | "video";
  id: number;
}

export interface Uploader {
  /** Something that went wrong with a file after it had arrived. */
  tell(name: string, reason: string): void;
}

/** Puts choosers and tray into `mount`; files may also be dropped on the page or pasted. */
export function openUploader(
  mount: HTMLElement,
  desk: Desk,
  onArrival: (arrival: Arrival) => void,
): Uploader {
  const uppy = new Uppy<Meta, TusBody>({
    id: "photos",
    autoProceed: true,
    onBeforeFileAdded: ({ name, type, size, meta }) => {
      if (meta.relativePath && !isWanted(name ?? "")) return false;
      const maxMb = Number(type?.startsWith("video/") ? desk.maxVideoMb : desk.maxMb);
      const fits = (size ?? 0) <= maxMb * MB;
      if (!fits) tray.refuse(name ?? "", words.tooLarge(maxMb));
      return fits;
    },
  });
  const tray = new Tray({
    pause: () => uppy.pauseAll(),
    resume: () => uppy.resumeAll(),
    retry: () => void uppy.retryAll(),
    cancel: () => uppy.cancelAll(),
    forget: (id) => uppy.getFile(id) && uppy.removeFile(id),
  });
  follow(uppy, tray, onArrival);
  uppy.use(DropTarget, { target: document.body });
  uppy.use(Tus, {
    endpoint: desk.uploads,
    headers: () => ({ "X-CSRFToken": desk.csrf }),
    limit: AT_ONCE,
    chunkSize: CHUNK_BYTES,
    uploadDataDuringCreation: true,
    removeFingerprintOnSuccess: true,
    allowedMetaFields: ["name"],
    retryDelays: RETRY_DELAYS_MS,
  });
  uppy.use(GoldenRetriever, { indexedDB: KEPT as object });
  const add = (files: readonly File[]) => addFiles(uppy, files);
  mount.append(fileChoosers(add));
  mount.after(tray.root);
  onPaste(add);
  return { tell: (name, reason) => tray.refuse(name, reason) };
}

function follow(uppy: Uppy<Meta, TusBody>, tray: Tray, onArrival: (arrival: Arrival) => void): void {
  uppy.on("files-added", (files) => tray.add(files.map(({ id, name }) => ({ id, name: name ?? "" }))));
  uppy.on("upload-progress", (file, { bytesUploaded, bytesTotal }) => {
    if (file && bytesTotal) tray.progress(file.id, bytesUploaded / bytesTotal);
  });
  uppy.on("upload-success", (file, response) => {
    if (!file) return;
    const xhr = response.body?.xhr;
    const known = xhr?.getResponseHeader("Upload-Known") === "1";
    tray.done(file.id, known);
    for (const kind of ["photo", "video"] as const) {
      const id = Number(xhr?.getResponseHeader(`Upload-${kind}`));
      if (id) onArrival({ kind, id });
    }
    // Afterwards, since Uppy still looks at it; then the same file may be dropped again.
    queueMicrotask(() => uppy.removeFile(file.id));
  });
  uppy.on("upload-error", (file, error) => {
    if (!file) return;
    const answer = serverAnswer(error as TusDetailedError);
    const refused = answer !== null && answer.status >= 400 && answer.status < 500 && answer.status !== 401;
    tray.fail(file.id, answer?.message ?? words.uploadFailed, !refused);
    // What the server refuses it would refuse again.
    if (refused) queueMicrotask(() => uppy.removeFile(file.id));
  });
  uppy.on("restriction-failed", (file, error) => {
    // What is not for the user has been told already, or left out on purpose.
    if ((error as RestrictionError<Meta, TusBody>).isUserFacing) tray.refuse(file?.name ?? "", error.message);
  });
  uppy.on("cancel-all", () => tray.clear());
  uppy.on("restored", () => goOn(uppy, tray));
}

/** Goes on with what a closed page left. A ghost is a file too large for the browser to keep. */
function goOn(uppy: Uppy<Meta, TusBody>, tray: Tray): void {
  const files: File_[] = uppy.getFiles();
  const ghosts = files.filter(({ isGhost }) => isGhost);
  const kept = files.filter(({ isGhost, progress }) => !isGhost && !progress.uploadComplete);
  uppy.removeFiles(files.filter((file) => !kept.includes(file)).map(({ id }) => id));
  for (const { name } of ghosts) tray.refuse(name ?? "", words.chooseAgain);
  if (kept.length === 0) return;
  tray.add(kept.map(({ id, name }) => ({ id, name: name ?? "" })));
  uppy.emit("restore-confirmed");
}

function addFiles(uppy: Uppy<Meta, TusBody>, files: readonly File[]): void {
  uppy.addFiles(
    files.map((data) => {
      const relativePath = data.webkitRelativePath || null;
      return { source: "desk", name: data.name, type: data.type, data, meta: { relativePath } };
    }),
  );
}

/** The status and the words of the server's error; null where it did not answer. */
function serverAnswer(error: TusDetailedError): { status: number; message: string | null } | null {
  const response = error.originalResponse;
  if (!response) return null;
  try {
    return { status: response.getStatus(), message: JSON.parse(response.getBody()).error.message };
  } catch {
    return { status: response.getStatus(), message: null };
  }
}
