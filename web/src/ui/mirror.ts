/** The mirror page: the visitor on one side of a thin seam, the photo in their pose on the other. */

import { words } from "../words/words";
import { Announcer } from "./announcer";
import { type ControlActions, Controls } from "./controls";
import { element } from "./dom";
import { ReflectionPane } from "./reflection";
import { Ring } from "./ring";
import { VisitorPane } from "./visitor";
import type { Moment } from "./why";

export class Mirror {
  readonly visitor = new VisitorPane();
  readonly reflection = new ReflectionPane();
  readonly ring = new Ring();
  readonly announcer = new Announcer();
  readonly controls: Controls;
  readonly panes: HTMLElement;
  readonly root: HTMLElement;

  constructor(actions: ControlActions) {
    this.controls = new Controls(actions);
    this.panes = element(
      "div",
      { className: "panes" },
      this.visitor.root,
      this.reflection.root,
      this.ring.root,
    );
    this.root = element(
      "main",
      { className: "mirror" },
      element("h1", { className: "visually-hidden", tabIndex: -1 }, words.name),
      this.panes,
      this.reflection.caption,
      this.controls.root,
      this.announcer.root,
    );
  }

  /** What is seen right now, to be looked at more closely; null where there is no photo yet. */
  moment(): Moment | null {
    const { shown } = this.reflection;
    if (!shown) return null;
    const visitor = this.visitor.shown;
    const pose = visitor?.pose ?? shown.pose;
    return { match: shown.match, pose, cameraFlipped: visitor?.flipped ?? false };
  }

  setFlipped(flipped: boolean): void {
    this.visitor.setFlipped(flipped);
    this.reflection.setCameraFlipped(flipped);
  }

  setSkeletonShown(shown: boolean): void {
    this.visitor.setSkeletonShown(shown);
    this.reflection.setSkeletonShown(shown);
  }

  clear(): void {
    this.visitor.clear();
    this.clearReflection();
    this.reflection.setNotice("");
  }

  clearReflection(): void {
    this.reflection.clear();
    this.ring.show(null);
    this.announcer.clear();
  }
}
