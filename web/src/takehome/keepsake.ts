/** One thing to keep, on its way from "next in line" to a file that can be saved and shared. */

import { element } from "../ui/dom";
import { icon, type IconName } from "../ui/icons";
import { words } from "../words/words";
import { NoEncoderError } from "./encode";

export type Make = (onProgress: (fraction: number) => void, signal: AbortSignal) => Promise<Blob>;

export interface KeepsakeOptions {
  name: "video" | "animation" | "strip";
  icon: IconName;
  fileName: string; // without its ending
  make: Make;
}

const ENDINGS: Record<string, string> = {
  "video/mp4": "mp4",
  "video/webm": "webm",
  "image/gif": "gif",
  "image/png": "png",
};

export class Keepsake {
  private readonly detail = element("p", { className: "keepsake-detail" }, words.takeHome.waiting);
  private readonly bar = element("progress", { max: 1, value: 0, className: "progress" });
  private readonly actions = element("div", { className: "keepsake-actions" });
  readonly root: HTMLElement;
  private url: string | null = null;

  constructor(private readonly options: KeepsakeOptions) {
    const title = words.takeHome[options.name];
    this.bar.setAttribute("aria-label", title);
    this.root = element(
      "li",
      { className: "keepsake", dataset: { testid: `keepsake-${options.name}`, state: "waiting" } },
      icon(options.icon),
      element("div", { className: "keepsake-text" }, element("h3", {}, title), this.detail, this.bar),
      this.actions,
    );
  }

  /** Whatever goes wrong is told here, where the file would be; nothing is thrown. */
  async make(signal: AbortSignal): Promise<void> {
    this.show("making", words.takeHome.making(0));
    try {
      const blob = await this.options.make((fraction) => this.showProgress(fraction), signal);
      if (!signal.aborted) this.offer(blob);
    } catch (error) {
      if (signal.aborted) return;
      console.warn(error);
      if (error instanceof NoEncoderError) return this.show("unavailable", words.takeHome.noEncoder);
      const again = button("again", words.tryAgain, () => void this.make(signal));
      this.show("failed", words.takeHome.failed, again);
    }
  }

  close(): void {
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = null;
  }

  private showProgress(fraction: number): void {
    this.bar.value = fraction;
    this.detail.textContent = words.takeHome.making(fraction);
  }

  private offer(blob: Blob): void {
    this.close();
    this.url = URL.createObjectURL(blob);
    const ending = ENDINGS[blob.type] ?? "bin";
    const file = new File([blob], `${this.options.fileName}.${ending}`, { type: blob.type });
    const save = element(
      "a",
      { className: "button", href: this.url, download: file.name },
      icon("save"),
      element("span", {}, words.takeHome.save),
    );
    this.show(
      "ready",
      `${ending.toUpperCase()} · ${words.takeHome.size(blob.size)}`,
      save,
      ...shareButtons(file),
    );
  }

  private show(state: string, detail: string, ...actions: HTMLElement[]): void {
    this.root.dataset.state = state;
    this.detail.textContent = detail;
    this.actions.replaceChildren(...actions);
  }
}

/** A share button, where the browser can share such a file. */
function shareButtons(file: File): HTMLElement[] {
  const data: ShareData = { files: [file] };
  if (!navigator.canShare?.(data)) return [];
  // A visitor who closes the browser's own sheet has only changed their mind.
  return [button("share", words.takeHome.share, () => void navigator.share(data).catch(() => {}))];
}

function button(name: IconName, label: string, onclick: () => void): HTMLButtonElement {
  return element(
    "button",
    { type: "button", className: "button", onclick },
    icon(name),
    element("span", {}, label),
  );
}
