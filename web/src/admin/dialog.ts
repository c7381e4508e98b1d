/** Dialogs of the desk: the browser's own, with a title and a cross; Escape closes them. */

import { element } from "../ui/dom";
import { words } from "./words";

export function openDialog(title: string, ...children: (Node | string)[]): HTMLDialogElement {
  const heading = element("h2", { id: "dialog-title", tabIndex: -1, autofocus: true }, title);
  const cross = element(
    "button",
    {
      type: "button",
      className: "button button--small",
      ariaLabel: words.close,
      onclick: () => dialog.close(),
    },
    "×",
  );
  const dialog = element(
    "dialog",
    { className: "sheet", attributes: { "aria-labelledby": heading.id } },
    element("div", { className: "sheet__head" }, heading, cross),
    ...children,
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Asks before something that cannot be taken back; whether the answer was yes. */
export async function sure(question: string, yes: string): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = (value: boolean) => () => {
      resolve(value);
      dialog.close();
    };
    const button = (label: string, value: boolean, kind = "") =>
      element("button", { type: "button", className: `button ${kind}`, onclick: answer(value) }, label);
    const dialog = openDialog(
      question,
      element(
        "div",
        { className: "sheet__buttons" },
        button(yes, true, "button--primary"),
        button(words.no, false),
      ),
    );
    dialog.addEventListener("close", () => resolve(false));
  });
}
