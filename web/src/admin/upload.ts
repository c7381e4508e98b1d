/** The curator's desk: photos dropped anywhere on the page are uploaded, looked at and shown with their pose. */

import "@fontsource-variable/figtree";
import "../style/tokens.css";
import "../style/base.css";
import "./admin.css";
import { type Desk, deletePhoto, type LibraryPhoto, type Status } from "./api";
import { photoCard } from "./card";
import { openUploader } from "./uploads/uploader";
import { Watch } from "./watch";
import { words } from "./words";

// Thousands that arrive are not all shown at once; a new page of the desk has the rest.
const MAX_CARDS = 240;

const mount = document.querySelector<HTMLElement>("#uploader");
const grid = document.querySelector<HTMLElement>("#photos");
// The same script runs on the sign-in pages, which have neither.
if (mount && grid) openDesk(mount, grid);

function openDesk(mount: HTMLElement, grid: HTMLElement): void {
  const desk = mount.dataset as unknown as Desk;
  const upload = openUploader(mount, desk, ({ kind, id }) => {
    document.querySelector(".empty")?.remove();
    if (kind === "video") watch.videoArrived(id);
    else watch.photoArrived(id);
  });
  const newest = Math.max(
    0,
    ...[...grid.children].map((card) => Number((card as HTMLElement).dataset.photoId)),
  );
  const watch = new Watch(desk, {
    photo: (photo) => putCard(grid, photo, newest),
    video: (video) => video.status === "failed" && upload.tell(video.title, video.reason),
    counts: showCounts,
  });
  if (grid.querySelector('[data-status="pending"]')) watch.follow();
  grid.addEventListener("submit", (event) => void onDelete(event, desk));
}

/** A photo of an older page of the desk is not put on this one. */
function putCard(grid: HTMLElement, photo: LibraryPhoto, newest: number): void {
  const existing = grid.querySelector(`[data-photo-id="${photo.id}"]`);
  if (existing) existing.replaceWith(photoCard(photo));
  else if (photo.id > newest) grid.prepend(photoCard(photo));
  while (grid.children.length > MAX_CARDS) grid.lastElementChild!.remove();
}

function showCounts(counts: Record<Status, number>): void {
  const line = document.querySelector(".desk__counts");
  if (line) line.textContent = words.counts(counts);
}

async function onDelete(event: SubmitEvent, desk: Desk): Promise<void> {
  event.preventDefault();
  const card = (event.target as HTMLElement).closest<HTMLElement>(".photo-card")!;
  const title = card.querySelector(".photo-card__title")?.textContent ?? "";
  if (!confirm(words.confirmDelete(title))) return;
  if (await deletePhoto(desk, card.dataset.photoId!)) card.remove();
  else alert(words.deleteFailed);
}
