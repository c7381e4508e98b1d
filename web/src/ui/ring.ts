/** Similarity as a ring on the seam between the visitor and the photo. */

import { words } from "../words/words";
import { element, svg } from "./dom";
import { icon } from "./icons";

const RADIUS = 26;
const LENGTH = 2 * Math.PI * RADIUS;
/** Below this, two poses have little in common; the ring shows what lies between it and the very same pose. */
const EMPTY_AT = 0.75;

export class Ring {
  private readonly arc = svg("circle", {
    class: "ring-arc",
    cx: 32,
    cy: 32,
    r: RADIUS,
    "stroke-dasharray": LENGTH,
  });
  readonly root = element(
    "div",
    { className: "ring", attributes: { role: "meter", "aria-valuemin": "0", "aria-valuemax": "100" } },
    svg(
      "svg",
      { viewBox: "0 0 64 64" },
      svg("circle", { class: "ring-track", cx: 32, cy: 32, r: RADIUS }),
      this.arc,
    ),
    icon("mirror"),
  );

  constructor() {
    this.show(null);
  }

  show(similarity: number | null): void {
    const value = Math.max(0, similarity ?? 0);
    const label = words.alike(value);
    this.arc.setAttribute("stroke-dashoffset", String(LENGTH * (1 - ringFill(value))));
    this.root.setAttribute("aria-valuenow", String(Math.round(100 * value)));
    this.root.setAttribute("aria-label", label);
    this.root.title = similarity === null ? "" : label;
    this.root.toggleAttribute("data-empty", similarity === null);
  }
}

export function ringFill(similarity: number): number {
  return Math.min(1, Math.max(0, (similarity - EMPTY_AT) / (1 - EMPTY_AT)));
}
