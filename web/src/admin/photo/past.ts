/** The poses that a photo had before, and the network's own: each can be taken up again, and then saved. */

import type { Pose } from "../../pose/geometry";
import { element } from "../../ui/dom";
import type { PhotoInFull } from "../api";
import { words } from "../words";
import { same } from "./edits";

export function pastPoses(photo: PhotoInFull, use: (pose: Pose) => void): HTMLElement {
  const button = (label: string, pose: Pose) =>
    element("button", { type: "button", className: "button button--small", onclick: () => use(pose) }, label);
  const rows = earlierPoses(photo).map(({ label, pose }) => element("li", {}, button(label, pose)));
  const root = element("details", {}, element("summary", {}, words.earlierPoses));
  root.hidden = rows.length === 0;
  root.append(element("ul", { className: "past" }, ...rows));
  return root;
}

/** Each pose that is another one than now, once; the network's guess first. */
function earlierPoses({ keypoints, people, history }: PhotoInFull): { label: string; pose: Pose }[] {
  const found: { label: string; pose: Pose }[] = [];
  const offer = (label: string, pose: Pose | null | undefined) => {
    if (!pose || same(pose, keypoints) || found.some((other) => same(other.pose, pose))) return;
    found.push({ label, pose });
  };
  offer(words.networksPose, people[0]);
  for (const step of history) offer(words.poseBefore(step.who, step.at), step.keypoints);
  return found;
}
