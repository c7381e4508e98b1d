/** The curator's desk: photos dropped anywhere on the page are uploaded, looked at and shown with their pose. */

import "@fontsource-variable/figtree";
import "../style/tokens.css";
import "../style/base.css";
import "./admin.css";
import { type Desk, deletePhoto, type LibraryPhoto } from "./api";
import { photoCard } from "./card";
import { openUploader } from "./uploads/uploader";
import { Watch } from "./watch";
import { words } from "./words";

const mount = document.querySelector<HTMLElement>("#uploader");
const grid = document.querySelector<HTMLElement>("#photos");
// The same script runs on the sign-in pages, which have neither.
if (mount && grid) openDesk(mount, grid);

function openDesk(mount: HTMLElement, grid: HTMLElement): void {
  const desk = mount.dataset as unknown as Desk;
  const watch = new Watch(desk, (photo) => putCard(grid, photo));
  openUploader(mount, desk, ({ photoId }) => {
    document.querySelector(".empty")?.remove();
    watch.arrive(photoId);
  });
  watchPending(grid, watch);
  grid.addEventListener("submit", (event) => void onDelete(event, desk));
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
