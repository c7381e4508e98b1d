/** A pose as SVG lines over a picture of the same pixels. */

import type { Pose } from "../pose/geometry";
import { EDGES, KEYPOINT_THRESHOLD } from "../pose/spec";
import { svg } from "../ui/dom";

const STROKE = 0.018;

export function limbs(pose: Pose, strokePx: number): SVGElement[] {
  return EDGES.filter(({ a, b }) => Math.min(pose[a]![2], pose[b]![2]) >= KEYPOINT_THRESHOLD).map(
    ({ a, b, part }) =>
      svg("line", {
        class: `limb limb--${part}`,
        x1: pose[a]![0],
        y1: pose[a]![1],
        x2: pose[b]![0],
        y2: pose[b]![1],
        "stroke-width": strokePx,
      }),
  );
}

export function skeleton(pose: Pose, width: number, height: number): SVGElement {
  const attributes = { class: "photo-card__pose", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" };
  return svg("svg", attributes, ...limbs(pose, width * STROKE));
}
