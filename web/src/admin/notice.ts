/** A line at the foot of the page that says what was done, with a way to take it back. */

import { element } from "../ui/dom";
import { ServerError } from "./api";
import { words } from "./words";

export class Notice {
  private readonly root = element("div", { className: "notice", attributes: { role: "status" } });

  constructor() {
    document.body.append(this.root);
  }

  tell(text: string, undo?: () => void): void {
    const button = (label: string, onclick: () => void, ariaLabel = label) =>
      element("button", { type: "button", className: "button button--small", ariaLabel, onclick }, label);
    this.root.replaceChildren(element("p", {}, text));
    if (undo) this.root.append(button(words.undo, undo));
    this.root.append(button("×", () => this.root.replaceChildren(), words.close));
  }

  trouble(error: unknown): void {
    this.tell(error instanceof ServerError ? error.message : words.noAnswer);
  }
}
