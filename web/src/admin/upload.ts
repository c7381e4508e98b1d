/** The curator's desk: photos dropped anywhere on the page are uploaded, looked at and shown with their pose. */

import "@fontsource-variable/figtree";
import "../style/tokens.css";
import "../style/base.css";
import "./admin.css";
import Uppy from "@uppy/core";
import DropTarget from "@uppy/drop-target";
import XHRUpload from "@uppy/xhr-upload";
import { element } from "../ui/dom";
import { type Desk, deletePhoto, type LibraryPhoto } from "./api";
import { photoCard, showFailure, showProgress, uploadCard } from "./card";
import { Watch } from "./watch";
import { words } from "./words";

type Answer = { photo: LibraryPhoto };
type Photos = Uppy<Record<string, unknown>, Answer>;

const mount = document.querySelector<HTMLElement>("#uploader");
const grid = document.querySelector<HTMLElement>("#photos");
// The same script runs on the sign-in pages, which have neither.
if (mount && grid) openDesk(mount, grid);

function openDesk(mount: HTMLElement, grid: HTMLElement): void {
  const desk = mount.dataset as unknown as Desk;
  const watch = new Watch(desk, (photo) => putCard(grid, photo));
  const uppy = uploader(desk, Number(mount.dataset.maxMb) || null);
  const uploads = new Map<string, HTMLElement>();

  uppy.on("file-added", (file) => {
    const card = uploadCard(file.name ?? "");
    uploads.set(file.id, card);
    grid.prepend(card);
    document.querySelector(".empty")?.remove();
  });
  uppy.on("upload-progress", (file, { bytesUploaded, bytesTotal }) => {
    const card = file && uploads.get(file.id);
    if (card && bytesTotal) showProgress(card, Math.round((100 * bytesUploaded) / bytesTotal));
  });
  uppy.on("upload-success", (file, response) => {
    uploads.get(file?.id ?? "")?.remove();
    if (response.body) watch.add(response.body.photo);
    // So that the same file may be dropped again, after its photo was deleted say.
    if (file) uppy.removeFile(file.id);
  });
  uppy.on("upload-error", (file, error, response) => {
    const body = response?.body as { error?: { message?: string } } | undefined;
    const card = file && uploads.get(file.id);
    if (card) showFailure(card, body?.error?.message ?? serverMessage(error) ?? words.uploadFailed);
    if (file) uppy.removeFile(file.id);
  });
  uppy.on("restriction-failed", (file, error) => {
    const card = uploadCard(file?.name ?? "");
    grid.prepend(card);
    showFailure(card, error.message);
  });

  mount.append(fileChooser(uppy));
  watchPending(grid, watch);
  grid.addEventListener("submit", (event) => void onDelete(event, desk));
}

function uploader(desk: Desk, maxMb: number | null): Photos {
  const uppy = new Uppy<Record<string, unknown>, Answer>({
    autoProceed: true,
    restrictions: { maxFileSize: maxMb && maxMb * 1024 * 1024 },
    locale: { strings: { exceedsSize: words.tooLarge(maxMb ?? 0) }, pluralize: () => 0 },
  });
  uppy.use(DropTarget, { target: document.body });
  uppy.use(XHRUpload, {
    endpoint: desk.endpoint,
    fieldName: "file",
    headers: { "X-CSRFToken": desk.csrf },
    limit: 2,
    // A picture the server refuses would be refused again; only silence is worth another try.
    shouldRetry: (request) => request.status === 0,
  });
  return uppy;
}

function fileChooser(uppy: Photos): HTMLElement {
  const input = element("input", {
    type: "file",
    multiple: true,
    accept: "image/*",
    className: "visually-hidden",
    dataset: { testid: "photos" },
  });
  input.addEventListener("change", () => {
    for (const data of input.files ?? []) addFile(uppy, data);
    input.value = "";
  });
  return element("label", { className: "button button--primary" }, input, words.choose);
}

/** Uppy throws where a file breaks a restriction, after it has told so. */
function addFile(uppy: Photos, data: File): void {
  try {
    uppy.addFile({ name: data.name, type: data.type, data });
  } catch (error) {
    console.info(error);
  }
}

function putCard(grid: HTMLElement, photo: LibraryPhoto): void {
  const existing = grid.querySelector(`[data-photo-id="${photo.id}"]`);
  if (existing) existing.replaceWith(photoCard(photo));
  else grid.prepend(photoCard(photo));
}

/** Photos that were still waiting when the page was made. */
function watchPending(grid: HTMLElement, watch: Watch): void {
  for (const card of grid.querySelectorAll<HTMLElement>('[data-status="pending"]')) {
    watch.follow(Number(card.dataset.photoId));
  }
}

async function onDelete(event: SubmitEvent, desk: Desk): Promise<void> {
  event.preventDefault();
  const card = (event.target as HTMLElement).closest<HTMLElement>(".photo-card")!;
  const title = card.querySelector(".photo-card__title")?.textContent ?? "";
  if (!confirm(words.confirmDelete(title))) return;
  if (await deletePhoto(desk, card.dataset.photoId!)) card.remove();
  else alert(words.deleteFailed);
}

function serverMessage(error: { message?: string; request?: unknown }): string | null {
  const request = error.request as XMLHttpRequest | undefined;
  try {
    return JSON.parse(request?.responseText ?? "").error.message;
  } catch {
    return null;
  }
}
