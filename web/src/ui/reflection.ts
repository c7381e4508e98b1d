/** The photo's pane: the photo in the visitor's pose, changed by a short cross-fade. */

import type { Match, Photo } from "../match/api";
import { creditOf } from "../match/credit";
import type { Pose } from "../pose/geometry";
import { words } from "../words/words";
import { element } from "./dom";
import { Picture, type ShownMatch } from "./picture";

/** The newer photo fades in over the older one, which then goes; page.css has the fade itself. */
const FADE_MS = 160;

interface Layer {
  root: HTMLElement;
  picture: Picture<HTMLImageElement>;
  match: Match;
  pose: Pose; // of the visitor
}

export class ReflectionPane {
  private readonly layers = element("div", { className: "layers" });
  private readonly hint = element(
    "p",
    { className: "hint", attributes: { role: "status" } },
    words.waitingForMatch,
  );
  private readonly notice = element("p", { className: "pill notice", attributes: { role: "status" } });
  private readonly ask = element("button", {
    type: "button",
    className: "ask",
    hidden: true,
    ariaLabel: words.why.title,
    onclick: () => this.onAsk(),
  });
  private readonly title = element("strong");
  private readonly credit = element("span");
  readonly caption = element("figcaption", { className: "caption" }, this.title, this.credit);
  readonly root = element(
    "figure",
    { className: "pane reflection", attributes: { "aria-label": words.match } },
    this.hint,
    this.layers,
    this.ask,
    this.notice,
  );

  /** The visitor asks why this photo. */
  onAsk: () => void = () => {};
  private layer: Layer | null = null;
  private cameraFlipped = false;
  private skeletonShown = true;

  show(match: Match, pose: Pose): void {
    if (this.layer?.match.photo.id !== match.photo.id) this.addLayer(match, pose);
    Object.assign(this.layer!, { match, pose });
    this.describe();
  }

  /** The photo beside the visitor, and for which pose; null until there is one that can be seen. */
  get shown(): ShownMatch | null {
    if (!this.layer?.picture.image.complete || !this.layer.picture.image.naturalWidth) return null;
    const { picture, match, pose } = this.layer;
    const flipped = isDrawnFlipped(match.mirrored, this.cameraFlipped);
    return { image: picture.image, size: match.photo, flipped, match, pose };
  }

  clear(): void {
    this.layer?.root.remove();
    this.layer = null;
    this.ask.hidden = true;
    this.setHint(words.waitingForMatch);
    this.title.textContent = this.credit.textContent = "";
  }

  /** What stands where no photo is. */
  setHint(text: string): void {
    if (this.hint.textContent !== text) this.hint.textContent = text;
  }

  setNotice(text: string): void {
    this.notice.textContent = text;
  }

  /** Nobody is there to be reflected: the photo steps back until somebody is. */
  setDimmed(dimmed: boolean): void {
    this.root.toggleAttribute("data-dimmed", dimmed);
  }

  setCameraFlipped(flipped: boolean): void {
    this.cameraFlipped = flipped;
    if (this.layer) this.describe();
  }

  setSkeletonShown(shown: boolean): void {
    this.skeletonShown = shown;
    if (this.layer) this.describe();
  }

  private addLayer(match: Match, pose: Pose): void {
    const image = element("img", { src: match.photo.url, alt: match.photo.title });
    const picture = new Picture(image);
    const root = element("div", { className: "layer" }, backdrop(match.photo), picture.root);
    root.style.setProperty("--aspect", String(match.photo.width / match.photo.height));
    const previous = this.layer;
    this.layer = { root, picture, match, pose };
    delete previous?.picture.image.dataset.testid;
    this.ask.hidden = false;
    this.layers.append(root);
    this.title.textContent = match.photo.title;
    const credit = creditOf(match.photo);
    this.credit.textContent = credit && words.credit(credit);
    // Not before it can be painted: a fade to an empty frame would be a flash.
    const reveal = () => {
      root.classList.add("is-shown");
      setTimeout(() => removeLayersBefore(root), FADE_MS);
    };
    image.decode().then(reveal, reveal);
  }

  private describe(): void {
    const { root, picture, match } = this.layer!;
    Object.assign(picture.image.dataset, {
      testid: "match",
      photoId: String(match.photo.id),
      similarity: match.similarity.toFixed(4),
      mirrored: String(match.mirrored),
    });
    root.toggleAttribute("data-flipped", isDrawnFlipped(match.mirrored, this.cameraFlipped));
    picture.draw(this.skeletonShown ? match.keypoints : null, match.photo);
  }
}

/** The photo's own edges carried on to the edges of the pane: paper beyond the paper. */
function backdrop(photo: Photo): HTMLElement {
  const strips = ["left", "right", "top", "bottom"].map((side) =>
    element("div", { className: `strip ${side}` }),
  );
  const root = element("div", { className: "backdrop" }, ...strips);
  root.style.backgroundImage = `url("${photo.thumbnail_url}")`;
  return root;
}

function removeLayersBefore(layer: HTMLElement): void {
  while (layer.previousElementSibling) layer.previousElementSibling.remove();
}

/**
 * `mirrored` says that the photo, flipped, looks like the pose in the camera's own pixels. A visitor who sees
 * themself flipped needs the photo flipped once more.
 */
export function isDrawnFlipped(mirrored: boolean, cameraFlipped: boolean): boolean {
  return mirrored !== cameraFlipped;
}
