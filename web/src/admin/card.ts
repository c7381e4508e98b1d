/** One photo of the desk, in the markup of server/templates/photo.html. */

import type { Pose } from "../pose/geometry";
import { EDGES, KEYPOINT_THRESHOLD } from "../pose/spec";
import { element, svg } from "../ui/dom";
import type { LibraryPhoto } from "./api";
import { words } from "./words";

export function photoCard(photo: LibraryPhoto): HTMLLIElement {
  const figure = element("figure", { className: "photo-card__picture", tabIndex: 0 });
  if (photo.thumbnail_url && photo.width && photo.height) {
    const { width, height, title: alt } = photo;
    figure.append(element("img", { src: photo.thumbnail_url, alt, width, height }));
    if (photo.keypoints) figure.append(skeleton(photo.keypoints, width, height));
  }
  const node = card(photo.status, photo.title, figure);
  node.dataset.photoId = String(photo.id);
  setStatus(node, ...words.status[photo.status]);
  if (photo.looks_like) {
    const { title, url: href } = photo.looks_like;
    const link = element("a", { href }, title);
    node.append(element("p", { className: "photo-card__reason" }, words.looksLike, link));
  }
  if (photo.reason) node.append(element("p", { className: "photo-card__reason" }, photo.reason));
  node.append(deleteForm(photo.title));
  return node;
}

function card(status: string, title: string, figure: HTMLElement): HTMLLIElement {
  return element(
    "li",
    { className: "photo-card", dataset: { status } },
    figure,
    element("p", { className: "photo-card__title" }, title),
    element("p", { attributes: { role: "status" } }),
  );
}

function setStatus(node: HTMLElement, icon: string, word: string): void {
  const status = node.querySelector("[role=status]")!;
  status.className = `status status--${node.dataset.status}`;
  const sign = element("span", { className: "status__icon", attributes: { "aria-hidden": "true" } }, icon);
  status.replaceChildren(sign, ` ${word}`);
}

function deleteForm(title: string): HTMLFormElement {
  const button = element("button", {
    className: "button button--quiet",
    ariaLabel: words.deletePhoto(title),
  });
  button.append(words.delete);
  return element("form", { className: "photo-card__delete" }, button);
}

function skeleton(pose: Pose, width: number, height: number): SVGElement {
  const limbs = EDGES.filter(({ a, b }) => Math.min(pose[a]![2], pose[b]![2]) >= KEYPOINT_THRESHOLD);
  const lines = limbs.map(({ a, b, part }) =>
    svg("line", {
      class: `limb limb--${part}`,
      x1: pose[a]![0],
      y1: pose[a]![1],
      x2: pose[b]![0],
      y2: pose[b]![1],
      "stroke-width": width * 0.018,
    }),
  );
  const viewBox = `0 0 ${width} ${height}`;
  return svg("svg", { class: "photo-card__pose", viewBox, "aria-hidden": "true" }, ...lines);
}
