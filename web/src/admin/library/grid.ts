/**
 * The photos as a grid of which only what is on the screen is in the page, so that tens of thousands scroll.
 *
 * To a screen reader it is a listbox: arrow keys move, space chooses, Enter opens.
 */

import { observeWindowOffset, observeWindowRect, Virtualizer, windowScroll } from "@tanstack/virtual-core";
import { element } from "../../ui/dom";
import { words } from "../words";
import { photoCard } from "./card";
import type { Rows } from "./rows";
import type { Selection } from "./selection";

const MIN_CARD_PX = 168;
const GAP_PX = 12;
/** Below its square picture a card has a title and a line of state. */
const TEXT_PX = 62;

export interface GridEvents {
  open(place: number): void;
  trash(): void;
  edit(): void;
  undo(): void;
  chosen(): void;
}

export class Grid {
  readonly root = element("ul", { className: "grid", tabIndex: 0, id: "photos" });
  private readonly virtualizer: Virtualizer<Window, HTMLElement>;
  private columns = 1;
  private rowPx = MIN_CARD_PX + TEXT_PX;

  constructor(
    private readonly rows: Rows,
    private readonly selection: Selection,
    private readonly events: GridEvents,
  ) {
    this.root.setAttribute("role", "listbox");
    this.root.setAttribute("aria-multiselectable", "true");
    this.root.setAttribute("aria-label", words.photos);
    this.virtualizer = new Virtualizer<Window, HTMLElement>({
      count: 0,
      estimateSize: () => this.rowPx,
      overscan: 3,
      getScrollElement: () => window,
      observeElementRect: observeWindowRect,
      observeElementOffset: observeWindowOffset,
      scrollToFn: windowScroll,
      initialOffset: () => window.scrollY,
      onChange: () => this.draw(),
    });
    this.virtualizer._didMount();
    new ResizeObserver(() => this.measure()).observe(this.root);
    this.root.addEventListener("click", (event) => this.onClick(event));
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    this.root.addEventListener("focus", () => this.draw());
    this.root.addEventListener("blur", () => this.draw());
  }

  /** The list or what is known of it has changed. */
  refresh(): void {
    this.measure();
    this.draw();
  }

  private measure(): void {
    const width = this.root.clientWidth;
    this.columns = Math.max(2, Math.floor((width + GAP_PX) / (MIN_CARD_PX + GAP_PX)));
    const card = (width - (this.columns - 1) * GAP_PX) / this.columns;
    this.rowPx = Math.round(card + TEXT_PX + GAP_PX);
    this.virtualizer.setOptions({
      ...this.virtualizer.options,
      count: Math.ceil(this.rows.ids.length / this.columns),
      scrollMargin: this.root.getBoundingClientRect().top + window.scrollY,
    });
    this.virtualizer.measure();
    this.virtualizer._willUpdate();
  }

  private draw(): void {
    const { ids } = this.rows;
    const lines = this.virtualizer.getVirtualItems();
    const first = (lines[0]?.index ?? 0) * this.columns;
    const last = Math.min(((lines.at(-1)?.index ?? -1) + 1) * this.columns, ids.length);
    const shown = ids.slice(first, last);
    this.rows.want(shown);
    this.root.style.height = `${this.virtualizer.getTotalSize()}px`;
    this.root.style.setProperty("--columns", String(this.columns));
    const kept = new Map([...this.root.children].map((node) => [(node as HTMLElement).dataset.key, node]));
    const nodes = shown.map((id, offset) => this.card(id, first + offset, kept));
    // Only what differs is touched, so that pictures do not load again while the page scrolls.
    if (nodes.length !== this.root.children.length || nodes.some((node, n) => node !== this.root.children[n]))
      this.root.replaceChildren(...nodes);
    const current = this.root.querySelector(`#${cardId(ids[this.selection.current] ?? -1)}`);
    this.root.setAttribute("aria-activedescendant", current?.id ?? "");
  }

  private card(id: number, place: number, kept: Map<string | undefined, Element>): HTMLElement {
    const photo = this.rows.get(id);
    const chosen = this.selection.has(id);
    const key = `${id} ${chosen} ${photo ? JSON.stringify(photo) : ""}`;
    const node = (kept.get(key) as HTMLElement | undefined) ?? photoCard(photo);
    node.dataset.key = key;
    node.id = cardId(id);
    node.dataset.place = String(place);
    const line = Math.floor(place / this.columns);
    node.style.setProperty("--column", String(place % this.columns));
    node.style.top = `${line * this.rowPx}px`;
    node.style.height = `${this.rowPx - GAP_PX}px`;
    node.setAttribute("aria-selected", String(chosen));
    node.setAttribute("aria-setsize", String(this.rows.ids.length));
    node.setAttribute("aria-posinset", String(place + 1));
    node.classList.toggle("is-current", place === this.selection.current);
    return node;
  }

  private onClick(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    const place = Number(target.closest<HTMLElement>(".photo-card")?.dataset.place ?? NaN);
    if (Number.isNaN(place)) return;
    const chooses = target.closest(".photo-card__check") || event.ctrlKey || event.metaKey;
    if (event.shiftKey) this.selection.extend(this.rows.ids, place);
    else if (chooses || this.selection.size > 0) this.selection.toggle(this.rows.ids, place);
    else {
      this.selection.moveTo(place);
      this.events.open(place);
    }
    this.events.chosen();
    this.draw();
  }

  private onKey(event: KeyboardEvent): void {
    const { selection, rows, columns } = this;
    const page = Math.max(1, Math.floor(window.innerHeight / this.rowPx)) * columns;
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -columns,
      ArrowDown: columns,
      PageUp: -page,
      PageDown: page,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    if (step !== undefined) this.move(step, event.shiftKey);
    else if (event.key === " ") selection.toggle(rows.ids, selection.current);
    else if (event.key === "Enter") this.events.open(selection.current);
    else if (event.key === "Escape") selection.clear();
    else if (event.key === "a" && (event.ctrlKey || event.metaKey)) selection.all(rows.ids);
    else if (event.key === "Delete" || event.key === "Backspace") {
      if (selection.size === 0) selection.toggle(rows.ids, selection.current);
      this.events.trash();
    } else if (event.key === "e" && !event.ctrlKey && !event.metaKey) {
      if (selection.size === 0) selection.toggle(rows.ids, selection.current);
      this.events.edit();
    } else if (event.key === "z") this.events.undo();
    else return;
    event.preventDefault();
    this.events.chosen();
    this.draw();
  }

  private move(step: number, extends_: boolean): void {
    const { selection, rows } = this;
    const place = Math.min(Math.max(selection.current + step, 0), Math.max(rows.ids.length - 1, 0));
    if (extends_) selection.extend(rows.ids, place);
    else selection.moveTo(place);
    this.show(place);
  }

  /** Scroll until the photo at this place is in sight. */
  show(place: number): void {
    this.virtualizer.scrollToIndex(Math.floor(place / this.columns), { align: "auto" });
  }
}

function cardId(id: number): string {
  return `photo-${id}`;
}
