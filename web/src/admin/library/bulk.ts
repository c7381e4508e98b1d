/** What to do with the photos that are chosen. */

import { element } from "../../ui/dom";
import { type Api, type Changes, type Collection, ServerError, type State } from "../api";
import { splitTags } from "../photo/details";
import { words } from "../words";
import type { Rows } from "./rows";
import type { Selection } from "./selection";

export class BulkBar {
  readonly root = element("div", { className: "bulk" });
  private readonly count = element("p", { className: "bulk__count", attributes: { role: "status" } });
  private readonly inUse = element("div", { className: "bulk__buttons" });
  private readonly inTrash = element("div", { className: "bulk__buttons" });
  private readonly notice = element("div", { className: "notice", attributes: { role: "status" } });
  private readonly move = element("select", { ariaLabel: words.moveTo });

  constructor(
    private readonly api: Api,
    private readonly selection: Selection,
    private readonly rows: Rows,
    private readonly collections: () => readonly Collection[],
    private readonly onDone: () => void,
  ) {
    const button = (label: string, onclick: () => void) =>
      element("button", { className: "button button--small", onclick }, label);
    this.inUse.append(
      button(words.addTags, () => this.ask(words.whichTags, (text) => ({ add_tags: splitTags(text) }))),
      button(words.setCredit, () => this.ask(words.whichCredit, (credit) => ({ credit }))),
      button(words.setLicence, () => this.ask(words.whichLicence, (licence) => ({ licence }))),
      this.move,
      button(words.trash, () => void this.trash()),
    );
    this.inTrash.append(
      button(words.restore, () => void this.act((ids) => this.api.restore(ids), words.restored)),
      button(words.purge, () => {
        if (confirm(words.confirmPurge(this.selection.size)))
          void this.act((ids) => this.api.purge(ids), words.purged);
      }),
    );
    const all = button(words.selectAll, () => {
      this.selection.all(this.rows.ids);
      this.onDone();
    });
    const clear = button(words.clear, () => {
      this.selection.clear();
      this.onDone();
    });
    this.move.onchange = () => {
      const collection_id = Number(this.move.value);
      if (collection_id) void this.act((ids) => this.api.edit(ids, { collection_id }), words.moved);
    };
    this.root.append(this.count, this.inUse, this.inTrash, all, clear);
    document.body.append(this.notice);
  }

  refresh(state: State): void {
    this.root.hidden = this.selection.size === 0;
    this.count.textContent = words.chosen(this.selection.size);
    this.inUse.hidden = state === "trash";
    this.inTrash.hidden = state !== "trash";
    this.move.replaceChildren(
      element("option", { value: "" }, words.moveTo),
      ...this.collections().map(({ id, name }) => element("option", { value: String(id) }, name)),
    );
  }

  async trash(): Promise<void> {
    const ids = this.selection.ids;
    await this.act(
      () => this.api.trash(ids),
      words.trashed,
      () =>
        this.act(
          () => this.api.restore(ids),
          () => words.undone,
        ),
    );
  }

  private ask(question: string, changes: (text: string) => Changes): void {
    const text = prompt(question)?.trim();
    if (text) void this.act((ids) => this.api.edit(ids, changes(text)), words.changed);
  }

  private async act(
    action: (ids: readonly number[]) => Promise<unknown>,
    told: (count: number) => string,
    undo?: () => Promise<void>,
  ): Promise<void> {
    const { ids } = this.selection;
    try {
      await action(ids);
      this.selection.clear();
      this.rows.forget(ids);
      this.tell(told(ids.length), undo);
      this.onDone();
    } catch (error) {
      this.tell(error instanceof ServerError ? error.message : words.noAnswer);
    }
  }

  private tell(text: string, undo?: () => Promise<void>): void {
    this.notice.replaceChildren(element("p", {}, text));
    if (undo)
      this.notice.append(
        element("button", { className: "button button--small", onclick: () => void undo() }, words.undo),
      );
    this.notice.append(
      element(
        "button",
        {
          className: "button button--small",
          ariaLabel: words.close,
          onclick: () => this.notice.replaceChildren(),
        },
        "×",
      ),
    );
  }
}
