/** Search, filters and order, above the grid. */

import { element } from "../../ui/dom";
import type { Collection, Sort, State, View } from "../api";
import { words } from "../words";

const SEARCH_PAUSE_MS = 200;

export class Filters {
  readonly root: HTMLElement;
  private readonly search = element("input", { type: "search", id: "search", placeholder: words.search });
  private readonly state = choice("state", words.states);
  private readonly collection = element("select", { id: "collection" });
  private readonly sort = choice("sort", words.sorts);
  private readonly found = element("p", { className: "filters__found", attributes: { role: "status" } });
  private readonly review: HTMLButtonElement;

  constructor(
    private readonly onChange: () => void,
    actions: { review(): void; collections(): void; history(): void },
  ) {
    this.search.setAttribute("aria-label", words.search);
    this.review = element("button", {
      className: "button button--small button--primary",
      onclick: actions.review,
    });
    const button = (label: string, onclick: () => void) =>
      element("button", { className: "button button--small", onclick }, label);
    this.root = element(
      "div",
      { className: "filters" },
      this.search,
      labelled(words.show, this.state),
      labelled(words.collection, this.collection),
      labelled(words.order, this.sort),
      this.review,
      button(words.collections, actions.collections),
      button(words.history, actions.history),
      this.found,
    );
    let pause = 0;
    this.search.oninput = () => {
      clearTimeout(pause);
      pause = window.setTimeout(this.onChange, SEARCH_PAUSE_MS);
    };
    for (const select of [this.state, this.collection, this.sort]) select.onchange = () => this.onChange();
  }

  get view(): View {
    return {
      words: this.search.value,
      state: this.state.value as State,
      collection: this.collection.value,
      sort: this.sort.value as Sort,
    };
  }

  /** Nothing is filtered out but the trash. */
  get isPlain(): boolean {
    return !this.search.value && this.state.value === "all" && !this.collection.value;
  }

  set({ words: text, state, collection, sort }: View): void {
    Object.assign(this.search, { value: text });
    this.state.value = state;
    this.collection.value = collection;
    this.sort.value = sort;
  }

  refresh(counts: Record<State, number>, collections: readonly Collection[], found: number): void {
    for (const option of this.state.options) {
      const state = option.value as State;
      option.textContent = `${words.states[state]} (${counts[state].toLocaleString("en")})`;
    }
    const chosen = this.collection.value;
    this.collection.replaceChildren(
      element("option", { value: "" }, words.allCollections),
      ...collections.map(({ id, name }) => element("option", { value: String(id) }, name)),
    );
    this.collection.value = collections.some(({ id }) => String(id) === chosen) ? chosen : "";
    this.review.textContent = words.reviewSome(counts.doubtful);
    this.review.hidden = counts.doubtful === 0;
    this.found.textContent = words.found(found);
  }
}

function choice(id: string, named: Record<string, string>): HTMLSelectElement {
  const options = Object.entries(named).map(([value, word]) => element("option", { value }, word));
  return element("select", { id }, ...options);
}

function labelled(label: string, control: HTMLElement): HTMLLabelElement {
  return element("label", { className: "filters__choice" }, element("span", {}, label), control);
}
