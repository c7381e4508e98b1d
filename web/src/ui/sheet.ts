/** A sheet over the page: the browser's own dialog, closed by Escape, its cross, or a tap beside it. */

import { words } from "../words/words";
import { element } from "./dom";
import { icon } from "./icons";

export class Sheet {
  readonly root: HTMLDialogElement;

  constructor(name: string, title: string, ...children: (Node | string)[]) {
    const cross = element(
      "button",
      { type: "button", className: "sheet-close", ariaLabel: words.close },
      icon("close"),
    );
    const heading = element("h2", { id: `${name}-title`, tabIndex: -1, autofocus: true }, title);
    this.root = element(
      "dialog",
      { className: `sheet ${name}`, attributes: { "aria-labelledby": heading.id } },
      element("div", { className: "sheet-head" }, heading, cross),
      element("div", { className: "sheet-body" }, ...children),
    );
    cross.addEventListener("click", () => this.close());
    this.root.addEventListener("click", (event) => {
      if (event.target === this.root) this.tappedBeside();
    });
    this.root.addEventListener("close", () => this.root.remove());
  }

  /** One sheet at a time: whatever is open goes. */
  open(): void {
    if (this.root.open) return;
    closeSheets();
    document.body.append(this.root);
    this.root.showModal();
  }

  close(): void {
    this.root.close();
  }

  protected tappedBeside(): void {
    this.close();
  }
}

export function closeSheets(): void {
  for (const sheet of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) sheet.close();
}

/** Opens the sheet; resolves when it is closed again, by whichever way, or when `signal` closes it. */
export async function closed(sheet: Sheet, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const closing = new Promise((resolve) => sheet.root.addEventListener("close", resolve, { once: true }));
  signal.addEventListener("abort", () => sheet.close(), { once: true });
  sheet.open();
  await closing;
}
