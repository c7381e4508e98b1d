/** What was done at the desk lately, by everybody, in a dialog: each can be taken back. */

import { element } from "../../ui/dom";
import { type Api, type Change, ServerError } from "../api";
import { openDialog } from "../dialog";
import { words } from "../words";

export function openHistory(api: Api, undo: (id: number) => Promise<void>): void {
  const list = element("ul", { className: "history" });
  const say = element("p", { attributes: { role: "status" } }, words.loading);
  openDialog(words.history, element("p", {}, words.historyHelp), say, list);
  const draw = async () => {
    try {
      const changes = await api.changes();
      say.textContent = changes.length === 0 ? words.historyEmpty : "";
      list.replaceChildren(
        ...changes.map((change) =>
          row(change, async () => {
            await undo(change.id);
            await draw();
          }),
        ),
      );
    } catch (error) {
      say.textContent = error instanceof ServerError ? error.message : words.noAnswer;
    }
  };
  void draw();
}

function row(change: Change, undo: () => Promise<void>): HTMLElement {
  const { at, who, what, detail, photos, title, undone } = change;
  const subject = title === null ? words.found(photos) : `“${title}”`;
  const node = element(
    "li",
    {},
    element(
      "p",
      {},
      element("strong", {}, `${subject}: ${words.what[what]}`),
      detail ? ` – ${detail}` : "",
      element("br"),
      element("span", { className: "history__when" }, `${who}, ${words.when(at)}`),
    ),
  );
  if (undone) node.append(element("span", { className: "history__when" }, words.isTakenBack));
  else
    node.append(
      element(
        "button",
        {
          type: "button",
          className: "button button--small",
          ariaLabel: words.undoThis(`${subject}: ${words.what[what]}`),
          onclick: () => void undo(),
        },
        words.undo,
      ),
    );
  return node;
}
