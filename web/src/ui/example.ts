/** A looping pair of gallery pictures that shows the idea: two people, one pose. */

import weightLeft from "#gallery/084-ymca-y.jpg";
import canCanLeft from "#gallery/112-can-can.jpg";
import canCanRight from "#gallery/123-can-can.jpg";
import kickLeft from "#gallery/151-soccer-windup.jpg";
import weightRight from "#gallery/183-weight-over.jpg";
import kickRight from "#gallery/190-soccer-windup.jpg";
import { words } from "../words/words";
import { element } from "./dom";
import { Ring } from "./ring";

// Each pair meets at the seam like a figure and its reflection.
const PAIRS = [
  [kickRight, kickLeft],
  [weightRight, weightLeft],
  [canCanRight, canCanLeft],
] as const;

export function example(): HTMLElement {
  const ring = new Ring();
  ring.show(0.96);
  ring.root.setAttribute("aria-hidden", "true");
  return element(
    "div",
    { className: "example", attributes: { role: "img", "aria-label": words.exampleLabel } },
    side(PAIRS.map(([left]) => left)),
    side(PAIRS.map(([, right]) => right)),
    ring.root,
  );
}

function side(sources: readonly string[]): HTMLElement {
  return element(
    "div",
    { className: "example-side" },
    ...sources.map((src) => element("img", { src, alt: "" })),
  );
}
