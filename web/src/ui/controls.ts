/** The one row of controls under the mirror. */

import { words } from "../words/words";
import { element } from "./dom";
import { icon, type IconName } from "./icons";

export interface ControlActions {
  takeHome(): void;
  setPaused(paused: boolean): void;
  setMirrored(mirrored: boolean): void;
  useFile(file: File): void;
  useCamera(): void;
  showMore(): void;
  stop(): void;
}

export class Controls {
  private readonly pause: HTMLButtonElement;
  private readonly mirror: HTMLButtonElement;
  private paused = false;
  readonly root: HTMLElement;

  constructor(private readonly actions: ControlActions) {
    this.pause = button("pause", words.pause, () => this.togglePaused());
    this.mirror = button("mirror", words.mirror, () => this.toggleMirrored());
    this.mirror.ariaPressed = "true";
    const camera = button("camera", words.camera, () => actions.useCamera());
    const more = button("more", words.more, () => actions.showMore());
    more.ariaHasPopup = "dialog";
    const stop = button("stop", words.stop, () => actions.stop());
    stop.classList.add("control-stop");
    const capture = button("capture", words.capture, () => actions.takeHome());
    capture.classList.add("for-moving", "control-capture");
    this.pause.classList.add("for-moving");
    this.mirror.classList.add("for-camera");
    camera.classList.add("for-others");
    this.root = element(
      "div",
      { className: "controls", attributes: { role: "group", "aria-label": words.controls } },
      capture,
      this.pause,
      this.mirror,
      this.openFile(),
      camera,
      more,
      stop,
    );
  }

  togglePaused(): void {
    this.setPaused(!this.paused);
  }

  toggleMirrored(): void {
    this.setMirrored(this.mirror.ariaPressed !== "true");
  }

  setMirrored(mirrored: boolean): void {
    this.mirror.ariaPressed = String(mirrored);
    this.actions.setMirrored(mirrored);
  }

  private openFile(): HTMLLabelElement {
    const openFile = (file: File) => this.actions.useFile(file);
    const label = fileInput("control for-others", openFile, icon("photo"), words.open);
    label.title = words.openFile;
    return label;
  }

  get isPaused(): boolean {
    return this.paused;
  }

  setPaused(paused: boolean): void {
    this.paused = paused;
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
