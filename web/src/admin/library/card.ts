/** One photo of the grid: picture with its skeleton, title, and its state as icon and word. */

import { element } from "../../ui/dom";
import type { LibraryPhoto } from "../api";
import { skeleton } from "../skeleton";
import { words } from "../words";

/** A card; of a photo that is not known yet, an empty one. */
export function photoCard(photo: LibraryPhoto | undefined): HTMLLIElement {
  const figure = element("figure", { className: "photo-card__picture" });
  const node = element("li", { className: "photo-card", attributes: { role: "option" } }, figure);
  if (!photo) {
    node.setAttribute("aria-label", words.loading);
    return node;
  }
  const { width, height, title } = photo;
  node.dataset.status = photo.status;
  node.dataset.photoId = String(photo.id);
  if (photo.thumbnail_url) {
    figure.append(element("img", { src: photo.thumbnail_url, alt: "", width, height, decoding: "async" }));
    if (photo.keypoints) figure.append(skeleton(photo.keypoints, width, height));
  }
  if (photo.looks_like) {
    const which = words.looksLike + photo.looks_like.title;
    figure.append(element("span", { className: "photo-card__twin", title: which }, words.nearDuplicate));
  }
  const check = element(
    "span",
    { className: "photo-card__check", attributes: { "aria-hidden": "true" } },
    "✓",
  );
  const [kind, icon, word] = stateOf(photo);
  const sign = element("span", { className: "status__icon", attributes: { "aria-hidden": "true" } }, icon);
  node.append(
    check,
    element("p", { className: "photo-card__title" }, title),
    element("p", { className: `status status--${kind}`, title: photo.reason }, sign, ` ${word}`),
  );
  return node;
}

/** What a curator most needs to know of a photo: a kind for its colour, an icon and words. */
function stateOf(photo: LibraryPhoto): readonly [kind: string, icon: string, word: string] {
  if (photo.trashed) return ["trash", "×", words.daysLeft(photo.days_left ?? 0)];
  if (photo.review === "rejected") return ["rejected", "–", words.review.rejected];
  if (photo.status !== "ready") return [photo.status, ...words.status[photo.status]];
  if (photo.review === "approved")
    return ["approved", "✓", photo.corrected ? words.corrected : words.review.approved];
  if (photo.review === "doubtful")
    return ["doubtful", "?", photo.doubts.map((doubt) => words.doubts[doubt]).join(", ")];
  return ["ready", ...words.status.ready];
}
