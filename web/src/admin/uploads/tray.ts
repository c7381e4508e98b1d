/** What is on its way to the server: one bar for all, a row for each file that moves or went wrong. */

import "./uploads.css";
import { element } from "../../ui/dom";
import { words } from "../words";

type State = "waiting" | "moving" | "failed" | "refused";

export interface Item {
  id: string;
  name: string;
}

interface Row extends Item {
  state: State;
  part: number; // that has arrived, 0..1
  reason: string;
  node: HTMLLIElement | null;
}

interface Actions {
  pause(): void;
  resume(): void;
  retry(): void;
  cancel(): void;
  /** A failed file is given up. */
  forget(id: string): void;
}

// Of ten thousand files only so many have a row, those that went wrong first.
const MAX_ROWS = 60;

export class Tray {
  readonly root: HTMLElement;
  private readonly rows = new Map<string, Row>();
  private readonly title = element("p", { className: "tray__title", attributes: { role: "status" } });
  private readonly bar = element("progress", { className: "tray__bar", max: 1, ariaLabel: words.uploads });
  private readonly list = element("ul", { className: "tray__list", tabIndex: 0, ariaLabel: words.uploads });
  private readonly pauseButton = button(words.pause, () => this.togglePause());
  private readonly retryButton = button(words.retry(0), () => this.retry());
  private readonly cancelButton = button(words.cancel, () => this.actions.cancel());
  private readonly closeButton = button(words.close, () => this.clear());
  private arrived = 0;
  private known = 0;
  private paused = false;
  private refusals = 0;
  private frame = 0;

  constructor(private readonly actions: Actions) {
    const buttons = element(
      "div",
      { className: "tray__buttons" },
      this.retryButton,
      this.pauseButton,
      this.cancelButton,
      this.closeButton,
    );
    const head = element("div", { className: "tray__head" }, this.title, buttons);
    this.root = element("section", { className: "tray", hidden: true, ariaLabel: words.uploads });
    this.root.append(head, this.bar, this.list);
  }

  add(items: readonly Item[]): void {
    // A new lot begins where the last one is over.
    if (!this.isBusy && this.count("failed") === 0) this.arrived = this.known = 0;
    for (const item of items) this.put({ ...item, state: "waiting", part: 0, reason: "", node: null });
  }

  progress(id: string, part: number): void {
    this.change(id, { state: "moving", part });
  }

  done(id: string, known: boolean): void {
    this.arrived += 1;
    if (known) this.known += 1;
    this.drop(id);
  }

  /** One that may be tried again, or one that would be refused again. */
  fail(id: string, reason: string, mayRetry: boolean): void {
    this.change(id, { state: mayRetry ? "failed" : "refused", reason });
  }

  refuse(name: string, reason: string): void {
    const id = `refused ${this.refusals++}`;
    this.put({ id, name, state: "refused", part: 0, reason, node: null });
  }

  clear(): void {
    this.rows.clear();
    this.arrived = this.known = 0;
    this.paused = false;
    this.draw();
  }

  private get isBusy(): boolean {
    return this.count("waiting") + this.count("moving") > 0;
  }

  private count(state: State): number {
    let count = 0;
    for (const row of this.rows.values()) if (row.state === state) count += 1;
    return count;
  }

  private togglePause(): void {
    this.paused = !this.paused;
    if (this.paused) this.actions.pause();
    else this.actions.resume();
    this.draw();
  }

  private retry(): void {
    for (const row of this.rows.values()) {
      if (row.state === "failed") Object.assign(row, { state: "waiting", reason: "" });
    }
    this.actions.retry();
    this.draw();
  }

  private put(row: Row): void {
    this.rows.set(row.id, row);
    this.draw();
  }

  private change(id: string, values: Partial<Row>): void {
    const row = this.rows.get(id);
    if (!row) return;
    Object.assign(row, values);
    this.draw();
  }

  private drop(id: string): void {
    this.rows.delete(id);
    this.draw();
  }

  /** Once per frame, however much happens in it. */
  private draw(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.drawNow();
    });
  }

  private drawNow(): void {
    const rows = [...this.rows.values()];
    const failed = this.count("failed");
    const refused = this.count("refused");
    const busy = this.isBusy;
    const total = rows.length - refused + this.arrived;
    const parts = rows.reduce((sum, { part, state }) => sum + (state === "refused" ? 0 : part), this.arrived);
    this.root.hidden = rows.length === 0 && this.arrived === 0;
    this.title.textContent = busy
      ? words.uploadingSome(this.arrived, total, this.paused)
      : words.uploaded(this.arrived, this.known, failed + refused);
    this.bar.hidden = !busy;
    this.bar.value = total ? parts / total : 0;
    this.pauseButton.textContent = this.paused ? words.resume : words.pause;
    this.pauseButton.hidden = this.cancelButton.hidden = !busy;
    this.retryButton.textContent = words.retry(failed);
    this.retryButton.hidden = failed === 0;
    this.closeButton.hidden = busy;
    this.drawRows(rows);
  }

  private drawRows(rows: readonly Row[]): void {
    const order: State[] = ["failed", "refused", "moving", "waiting"];
    const sorted = order.flatMap((state) => rows.filter((row) => row.state === state));
    const nodes = sorted.slice(0, MAX_ROWS).map((row) => this.drawRow(row));
    // Moving a row that has the focus would take the focus away.
    const same = nodes.length === this.list.children.length;
    if (!same || nodes.some((node, at) => node !== this.list.children[at]))
      this.list.replaceChildren(...nodes);
  }

  private drawRow(row: Row): HTMLLIElement {
    row.node ??= this.newNode(row);
    const [bar, state, dismiss] = [...row.node.children].slice(1) as [
      HTMLProgressElement,
      HTMLElement,
      HTMLElement,
    ];
    const wrong = row.state === "failed" || row.state === "refused";
    row.node.dataset.state = row.state;
    bar.hidden = wrong;
    bar.value = row.part;
    state.textContent = wrong
      ? row.reason
      : words.rowState(row.state === "moving", Math.floor(100 * row.part));
    dismiss.hidden = !wrong;
    return row.node;
  }

  private newNode(row: Row): HTMLLIElement {
    const dismiss = button(words.dismiss, () => {
      this.actions.forget(row.id);
      this.drop(row.id);
    });
    dismiss.ariaLabel = words.dismissFile(row.name);
    return element(
      "li",
      { className: "tray__row" },
      element("span", { className: "tray__name", title: row.name }, row.name),
      element("progress", { max: 1, ariaLabel: row.name }),
      element("span", { className: "tray__state" }),
      dismiss,
    );
  }
}

function button(label: string, onclick: () => void): HTMLButtonElement {
  return element("button", { type: "button", className: "button button--small", onclick }, label);
}
