/** The picture with its pose, whose keypoints can be moved by mouse, touch or keys. */

import type { Keypoint, Pose } from "../../pose/geometry";
import { KEYPOINT_THRESHOLD, KEYPOINTS } from "../../pose/spec";
import { element, svg } from "../../ui/dom";
import type { PhotoInFull } from "../api";
import { limbs } from "../skeleton";
import { words } from "../words";
import { Edits, same, standing } from "./edits";

const STEP = 0.002;
const LARGE_STEP = 0.02;

/** Where a keypoint's handle stands: one that has no place waits at the lower edge, to be dragged from there. */
function placeOf([x, y]: Keypoint, k: number, { width, height }: PhotoInFull): [x: number, y: number] {
  if (x !== 0 || y !== 0) return [x, y];
  return [((k + 0.5) / KEYPOINTS.length) * width, height - width * 0.02];
}

export class Stage {
  readonly root = element("div", { className: "stage" });
  private readonly overlay = svg("svg", { class: "stage__pose" }) as SVGSVGElement;
  private readonly limbLayer = svg("g");
  private readonly others = svg("g");
  private readonly handles: SVGElement[];
  private edits = new Edits(null, 1, 1);
  private photo: PhotoInFull | null = null;
  private lastKey = "";

  constructor(private readonly onChange: () => void) {
    this.handles = KEYPOINTS.map((name, k) => this.handle(name, k));
    this.overlay.append(this.others, this.limbLayer, ...this.handles);
    this.overlay.setAttribute("role", "group");
    this.overlay.setAttribute("aria-label", words.keypoints);
  }

  get pose(): Pose | null {
    return this.edits.pose;
  }

  get changed(): boolean {
    return this.edits.changed;
  }

  get canUndo(): boolean {
    return this.edits.canUndo;
  }

  get canRedo(): boolean {
    return this.edits.canRedo;
  }

  show(photo: PhotoInFull): void {
    this.photo = photo;
    this.edits = new Edits(photo.keypoints, photo.width, photo.height);
    this.root.replaceChildren();
    if (!photo.url) {
      this.root.append(element("p", { className: "empty" }, photo.reason));
      this.onChange();
      return;
    }
    const { width, height, url: src, title: alt } = photo;
    this.root.append(element("img", { src, alt, width, height, draggable: false }), this.overlay);
    this.root.style.setProperty("--aspect", String(width / height));
    this.overlay.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.draw();
  }

  undo(): void {
    this.edits.undo();
    this.stepped();
  }

  redo(): void {
    this.edits.redo();
    this.stepped();
  }

  /** Take up another pose, as one step. */
  use(pose: Pose): void {
    this.edits.choose(pose);
    this.draw();
  }

  /** Begin with a standing figure where nobody was found. */
  drawSomebody(): void {
    if (!this.photo) return;
    this.edits.choose(standing(this.photo.width, this.photo.height));
    this.draw();
    (this.handles[0] as SVGElement & HTMLElement).focus();
  }

  /** What the keys do next is a step of its own. */
  private stepped(): void {
    this.lastKey = "";
    this.draw();
  }

  private draw(): void {
    const { photo, pose } = this;
    if (!photo) return;
    const stroke = Math.max(photo.width, photo.height) * 0.008;
    this.limbLayer.replaceChildren(...(pose ? limbs(pose, stroke) : []));
    this.others.replaceChildren(
      ...photo.people.filter((other) => !same(other, pose)).map((p) => this.other(p)),
    );
    for (const [k, handle] of this.handles.entries()) {
      handle.toggleAttribute("hidden", !pose);
      if (!pose) continue;
      const [x, y] = placeOf(pose[k]!, k, photo);
      const seen = pose[k]![2] >= KEYPOINT_THRESHOLD;
      handle.classList.toggle("is-hidden", !seen);
      handle.setAttribute("transform", `translate(${x} ${y})`);
      handle.setAttribute("aria-label", words.keypoint(KEYPOINTS[k]!, x, y, seen));
      for (const [n, radius] of [stroke * 3, stroke * 0.9].entries())
        handle.children[n]!.setAttribute("r", String(radius));
    }
    this.onChange();
  }

  private handle(name: string, k: number): SVGElement {
    const node = svg(
      "g",
      { class: "handle", tabindex: 0, role: "button", "data-keypoint": name },
      svg("circle", { class: "handle__reach" }),
      svg("circle", { class: "handle__dot" }),
    );
    node.addEventListener("pointerdown", (event) => this.drag(this.beneath(event) ?? k, event));
    node.addEventListener("keydown", (event) => this.key(k, event));
    node.addEventListener("focus", () => (this.lastKey = ""));
    return node;
  }

  /** Where points lie on each other, the one that has the focus is meant. */
  private beneath({ clientX, clientY }: PointerEvent): number | null {
    const k = this.handles.indexOf(document.activeElement as SVGElement);
    const box = this.handles[k]?.getBoundingClientRect();
    if (!box) return null;
    const inside = clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom;
    return inside ? k : null;
  }

  private drag(k: number, event: PointerEvent): void {
    const node = this.handles[k]!;
    event.preventDefault();
    (node as SVGElement & HTMLElement).focus();
    node.setPointerCapture(event.pointerId);
    let began = false;
    const move = (moved: PointerEvent) => {
      if (!began) this.edits.begin();
      began = true;
      const { x, y } = this.toPicture(moved);
      this.edits.place(k, x, y);
      this.draw();
    };
    node.addEventListener("pointermove", move);
    const end = () => node.removeEventListener("pointermove", move);
    node.addEventListener("pointerup", end, { once: true });
    node.addEventListener("pointercancel", end, { once: true });
  }

  private key(k: number, event: KeyboardEvent): void {
    const { photo, pose } = this;
    if (!photo || !pose || event.ctrlKey || event.metaKey) return;
    const directions: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const direction = directions[event.key];
    const hides = event.key === "Delete" || event.key === "Backspace";
    if (!direction && !hides) return;
    event.preventDefault();
    event.stopPropagation();
    // Several presses of the arrows in a row are one step.
    const kind = direction ? "move" : "hide";
    if (kind !== this.lastKey) this.edits.begin();
    this.lastKey = kind;
    if (direction) {
      const step = Math.max(photo.width, photo.height) * (event.shiftKey ? LARGE_STEP : STEP);
      const [x, y] = placeOf(pose[k]!, k, photo);
      this.edits.place(k, x + direction[0] * step, y + direction[1] * step);
    } else this.edits.hide(k);
    this.draw();
  }

  /** Somebody else whom the network found: a click chooses them. */
  private other(pose: Pose): SVGElement {
    const { photo } = this;
    const reach = Math.max(photo!.width, photo!.height) * 0.03;
    const node = svg(
      "g",
      { class: "candidate", tabindex: 0, role: "button", "aria-label": words.chooseThisPerson },
      ...limbs(pose, reach).map((limb) => (limb.setAttribute("class", "candidate__reach"), limb)),
      ...limbs(pose, reach / 5),
    );
    const choose = () => this.use(pose);
    node.addEventListener("click", choose);
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      choose();
    });
    return node;
  }

  private toPicture({ clientX, clientY }: PointerEvent): DOMPoint {
    return new DOMPoint(clientX, clientY).matrixTransform(this.overlay.getScreenCTM()!.inverse());
  }
}
