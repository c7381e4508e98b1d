/** The one row of controls under the mirror. */

import { words } from "../words";
import { element } from "./dom";
import { type IconName, icon } from "./icons";

export interface ControlActions {
  setPaused(paused: boolean): void;
  setMirrored(mirrored: boolean): void;
  setSkeletonShown(shown: boolean): void;
  useFile(file: File): void;
  useCamera(): void;
  stop(): void;
}

export class Controls {
  private readonly pause: HTMLButtonElement;
  readonly root: HTMLElement;

  constructor(private readonly actions: ControlActions) {
    this.pause = button("pause", words.pause, () => this.setPaused(this.pause.ariaPressed !== "true"));
    const mirror = toggle("mirror", words.mirror, (on) => actions.setMirrored(on));
    const skeleton = toggle("skeleton", words.skeleton, (on) => actions.setSkeletonShown(on));
    const camera = button("camera", words.camera, () => actions.useCamera());
    this.pause.classList.add("for-moving");
    mirror.classList.add("for-camera");
    camera.classList.add("for-others");
    this.root = element(
      "div",
      { className: "controls", attributes: { role: "toolbar", "aria-label": words.controls } },
      this.pause,
      mirror,
      skeleton,
      this.openFile(),
      camera,
      button("stop", words.stop, () => actions.stop()),
    );
  }

  private openFile(): HTMLLabelElement {
    const label = fileInput("control", (file) => this.actions.useFile(file), icon("photo"), words.open);
    label.title = words.openFile;
    return label;
  }

  setPaused(paused: boolean): void {
    this.pause.ariaPressed = String(paused);
    this.pause.replaceChildren(icon(paused ? "play" : "pause"), paused ? words.resume : words.pause);
    this.actions.setPaused(paused);
  }
}

/** A label that opens the file chooser. The input itself stays reachable by keyboard. */
export function fileInput(
  className: string,
  onFile: (file: File) => void,
  ...children: (Node | string)[]
): HTMLLabelElement {
  const input = element("input", {
    type: "file",
    accept: "image/*,video/*",
    className: "visually-hidden",
    dataset: { testid: "upload" },
  });
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    // The same file may be chosen again.
    input.value = "";
    if (file) onFile(file);
  });
  return element("label", { className }, input, ...children);
}

function button(name: IconName, label: string, onClick: () => void): HTMLButtonElement {
  return element("button", { type: "button", className: "control", onclick: onClick }, icon(name), label);
}

function toggle(name: IconName, label: string, onChange: (on: boolean) => void): HTMLButtonElement {
  const node = button(name, label, () => {
    node.ariaPressed = String(node.ariaPressed !== "true");
    onChange(node.ariaPressed === "true");
  });
  node.ariaPressed = "true";
  return node;
}
