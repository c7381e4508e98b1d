/** What to do with the photos that are chosen. */

import { element } from "../../ui/dom";
import type { Api, Change, Changes, Collection, Done, State } from "../api";
import { sure } from "../dialog";
import type { Notice } from "../notice";
import type { Steps } from "../steps";
import { words } from "../words";
import { openEdit } from "./edit";
import type { Rows } from "./rows";
import type { Selection } from "./selection";

export class BulkBar {
  readonly root = element("div", { className: "bulk" });
  private readonly count = element("p", { className: "bulk__count", attributes: { role: "status" } });
  private readonly inUse = element("div", { className: "bulk__buttons" });
  private readonly inTrash = element("div", { className: "bulk__buttons" });

  constructor(
    private readonly api: Api,
    private readonly selection: Selection,
    private readonly rows: Rows,
    private readonly steps: Steps,
    private readonly notice: Notice,
    private readonly collections: () => readonly Collection[],
    private readonly onDone: () => void,
  ) {
    const button = (label: string, onclick: () => void) =>
      element("button", { type: "button", className: "button button--small", onclick }, label);
    this.inUse.append(
      button(words.edit, () => this.edit()),
      button(words.trash, () => void this.trash()),
    );
    this.inTrash.append(
      button(words.restore, () => void this.restore()),
      button(words.purge, () => void this.purge()),
    );
    const all = button(words.selectAll, () => {
      this.selection.all(this.rows.ids);
      this.onDone();
    });
    const clear = button(words.clear, () => {
      this.selection.clear();
      this.onDone();
    });
    this.root.append(this.count, this.inUse, this.inTrash, all, clear);
  }

  refresh(state: State): void {
    this.root.hidden = this.selection.size === 0;
    this.count.textContent = words.chosen(this.selection.size);
    this.inUse.hidden = state === "trash";
    this.inTrash.hidden = state !== "trash";
  }

  edit(): void {
    if (this.selection.size === 0) return;
    openEdit(
      this.selection.size,
      this.collections(),
      this.knownTags(),
      (changes) => void this.change(changes),
    );
  }

  async trash(): Promise<void> {
    await this.act("trashed", (ids) => this.api.trash(ids), words.trashed);
  }

  /** Take back what this curator did last, also before the page was loaded. */
  async undo(id = this.steps.last()?.id): Promise<void> {
    if (id === undefined) return this.notice.tell(words.nothingToUndo);
    try {
      const { changed, kept } = await this.steps.undo({ id });
      this.rows.forgetAll();
      this.notice.tell(words.takenBack(changed, kept ?? 0));
    } catch (error) {
      this.notice.trouble(error);
    }
    this.onDone();
  }

  private async change(changes: Changes): Promise<void> {
    await this.act("edited", (ids) => this.api.edit(ids, changes), words.changed);
  }

  private async restore(): Promise<void> {
    await this.act("restored", (ids) => this.api.restore(ids), words.restored);
  }

  private async purge(): Promise<void> {
    if (await sure(words.confirmPurge(this.selection.size), words.purge))
      await this.act("purged", (ids) => this.api.purge(ids), words.purged);
  }

  private async act(
    what: Change["what"],
    action: (ids: readonly number[]) => Promise<Done>,
    told: (count: number) => string,
  ): Promise<void> {
    const ids = this.inOrder();
    try {
      const { changed, change: id } = await action(ids);
      this.selection.clear();
      this.rows.forget(ids);
      if (id !== undefined) this.steps.add({ id, what, photo: null });
      this.notice.tell(told(changed), id === undefined ? undefined : () => void this.undo(id));
      this.onDone();
    } catch (error) {
      this.notice.trouble(error);
    }
  }

  /** As they stand in the grid, so that numbers in titles follow it. */
  private inOrder(): number[] {
    return this.rows.ids.filter((id) => this.selection.has(id));
  }

  private knownTags(): string[] {
    const tags = this.selection.ids.flatMap((id) => this.rows.get(id)?.tags ?? []);
    return [...new Set(tags)].sort((a, b) => a.localeCompare(b));
  }
}
