/** Why this photo: both poses laid over each other as the match sees them, each part's agreement, and the next best. */

import "../style/why.css";
import { findMatches, type Match } from "../match/api";
import { licenceName } from "../match/credit";
import { currentOptions } from "../match/options";
import type { Pose } from "../pose/geometry";
import { type Limb, limbAgreement, LIMBS } from "../pose/limbs";
import { compare, type Comparison, mirrorPose } from "../pose/matching";
import { MIRROR } from "../pose/spec";
import { words } from "../words/words";
import { element } from "./dom";
import { isDrawnFlipped } from "./reflection";
import { closed, Sheet } from "./sheet";
import { drawSkeleton } from "./skeleton";

const OTHERS = 8;

/** A moment in front of the mirror, frozen. */
export interface Moment {
  match: Match;
  pose: Pose; // of the visitor, in the camera's pixels
  cameraFlipped: boolean;
}

export async function showWhy(moment: Moment, signal: AbortSignal): Promise<void> {
  const sheet = new Why(moment);
  const observer = new ResizeObserver(() => sheet.draw());
  observer.observe(sheet.root);
  const closing = closed(sheet, signal);
  const others = await Promise.race([
    findMatches(moment.pose, OTHERS, currentOptions()).catch(() => []),
    closing.then(() => []),
  ]);
  sheet.showOthers(others);
  await closing;
  observer.disconnect();
}

/** The poses compared, in the visitor's own names of left and right, and the visitor's pose in the photo's pixels. */
export function explain({ pose, match }: Pick<Moment, "pose" | "match">): Comparison {
  if (!match.mirrored) return compare(pose, match.keypoints);
  const { agreement, shares, ...rest } = compare(mirrorPose(pose), match.keypoints);
  return { ...rest, agreement: MIRROR.map((k) => agreement[k]!), shares: MIRROR.map((k) => shares[k]!) };
}

class Why extends Sheet {
  private readonly image = element("img", { alt: "" });
  private readonly theirs = layer("why-theirs");
  private readonly yours = layer("why-yours");
  private readonly photo = element("div", { className: "why-photo" }, this.image, this.theirs, this.yours);
  private readonly facts = element("div", { className: "why-facts" });
  private readonly limbs = element("ul", { className: "why-limbs" });
  private readonly others = element("div", { className: "why-others" });
  private shown: { match: Match; comparison: Comparison };

  constructor(private readonly moment: Moment) {
    super("why", words.why.title);
    this.root
      .querySelector(".sheet-body")!
      .append(
        element("div", { className: "why-stage" }, this.photo, legend()),
        element(
          "div",
          { className: "why-text" },
          this.facts,
          element("h3", {}, words.why.agreement),
          this.limbs,
          this.others,
        ),
      );
    this.shown = this.look(moment.match);
  }

  /** The canvases have the size of the screen's pixels, which is known once they are shown. */
  draw(): void {
    const { match, comparison } = this.shown;
    drawSkeleton(this.theirs, match.keypoints, match.photo);
    drawSkeleton(this.yours, comparison.aligned, match.photo);
  }

  showOthers(matches: readonly Match[]): void {
    const all = [
      this.moment.match,
      ...matches.filter(({ photo }) => photo.id !== this.moment.match.photo.id),
    ].slice(0, OTHERS);
    if (all.length < 2) return;
    const buttons = all.map((match) => this.thumbnail(match));
    this.others.replaceChildren(
      element("h3", {}, words.why.others),
      element("div", { className: "why-row" }, ...buttons),
    );
  }

  private look(match: Match): { match: Match; comparison: Comparison } {
    const { pose, cameraFlipped } = this.moment;
    this.shown = { match, comparison: explain({ pose, match }) };
    const { photo } = match;
    this.image.src = photo.url;
    this.photo.style.setProperty("--aspect", String(photo.width / photo.height));
    this.photo.toggleAttribute("data-flipped", isDrawnFlipped(match.mirrored, cameraFlipped));
    this.facts.replaceChildren(...factsOf(match, this.shown.comparison.similarity));
    this.limbs.replaceChildren(...limbsOf(this.shown.comparison));
    this.draw();
    return this.shown;
  }

  private thumbnail(match: Match): HTMLButtonElement {
    const { photo } = match;
    const image = element("img", { src: photo.thumbnail_url, alt: photo.title });
    image.toggleAttribute("data-flipped", isDrawnFlipped(match.mirrored, this.moment.cameraFlipped));
    const button = element("button", { type: "button", title: photo.title }, image);
    button.ariaPressed = String(match.photo.id === this.shown.match.photo.id);
    button.dataset.photoId = String(photo.id);
    button.addEventListener("click", () => {
      this.look(match);
      for (const other of this.others.querySelectorAll("button"))
        other.ariaPressed = String(other === button);
    });
    return button;
  }
}

function factsOf({ photo }: Match, similarity: number): HTMLElement[] {
  const tags = photo.tags.map((tag) => element("li", {}, tag));
  return [
    element("p", { className: "why-title" }, photo.title),
    element("p", { className: "why-alike" }, words.alike(Math.max(0, similarity))),
    ...[
      photo.credit && words.credit(photo.credit),
      photo.licence && words.licence(licenceName(photo.licence)),
    ]
      .filter(Boolean)
      .map((text) => element("p", { className: "small" }, text)),
    ...(tags.length > 0 ? [element("ul", { className: "why-tags" }, ...tags)] : []),
  ];
}

function limbsOf({ agreement, shares }: Comparison): HTMLElement[] {
  return (Object.keys(LIMBS) as Limb[]).map((limb) => {
    const value = limbAgreement(limb, agreement, shares);
    const text = value === null ? words.why.unseen : words.why.share(value);
    const bar = element("span", { className: "why-bar", attributes: { "aria-hidden": "true" } });
    bar.style.setProperty("--share", String(value ?? 0));
    const item = element(
      "li",
      {},
      element("span", {}, words.why.limbs[limb]),
      bar,
      element("span", {}, text),
    );
    item.dataset.limb = limb;
    return item;
  });
}

function legend(): HTMLElement {
  return element(
    "p",
    { className: "why-legend" },
    element("span", { className: "why-yours" }, words.you),
    element("span", { className: "why-theirs" }, words.why.photo),
  );
}

const layer = (className: string) => element("canvas", { className, attributes: { "aria-hidden": "true" } });
