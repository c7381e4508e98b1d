/** Which pictures may appear, and what of the visitor is compared: switches, collections and tags. */

import "../style/choices.css";
import { type Choices, findChoices } from "../match/api";
import { changeOptions, currentOptions, type Options } from "../match/options";
import { words } from "../words/words";
import { element } from "./dom";
import { icon, type IconName } from "./icons";
import { closed, Sheet } from "./sheet";

/** Each change counts at once: `onChange` looks for pictures anew. */
export async function showChoices(onChange: () => void, signal: AbortSignal): Promise<void> {
  const sheet = new ChoicesSheet((change) => {
    changeOptions(change);
    onChange();
  });
  const closing = closed(sheet, signal);
  findChoices().then(
    (choices) => sheet.offer(choices),
    () => sheet.sayMissing(),
  );
  await closing;
}

class ChoicesSheet extends Sheet {
  private readonly offered = element("div", { className: "choices-offered", ariaBusy: "true" });

  constructor(private readonly change: (change: Partial<Options>) => void) {
    const { flips, upperOnly } = currentOptions();
    super("choices", words.choices.title);
    const rows = element(
      "div",
      { className: "rows" },
      toggle("mirror", words.choices.flips, flips, (on) => change({ flips: on })),
      toggle("skeleton", words.choices.upperOnly, upperOnly, (on) => change({ upperOnly: on })),
    );
    this.root.querySelector(".sheet-body")!.append(rows, this.offered);
  }

  offer(choices: Choices): void {
    const { collection, tags } = currentOptions();
    const known = choices.tags.map(({ tag }) => tag);
    this.fill(
      collectionMenu(choices.collections, collection, (id) => this.change({ collection: id })),
      tagList([...known, ...tags.filter((tag) => !known.includes(tag))], (chosen) =>
        this.change({ tags: chosen }),
      ),
    );
  }

  sayMissing(): void {
    this.fill(element("p", { className: "small" }, words.partMissing));
  }

  private fill(...parts: (HTMLElement | null)[]): void {
    this.offered.replaceChildren(...parts.filter((part) => part !== null));
    this.offered.ariaBusy = "false";
  }
}

function toggle(
  name: IconName,
  label: string,
  on: boolean,
  onChange: (on: boolean) => void,
): HTMLButtonElement {
  const row = element("button", { type: "button", className: "row" }, icon(name), label);
  row.ariaPressed = String(on);
  row.addEventListener("click", () => {
    row.ariaPressed = String(row.ariaPressed !== "true");
    onChange(row.ariaPressed === "true");
  });
  return row;
}

/** null where there is nothing to choose. */
function collectionMenu(
  collections: Choices["collections"],
  current: number | null,
  onChange: (id: number | null) => void,
): HTMLElement | null {
  if (collections.length < 2 && current === null) return null;
  const isKnown = collections.some(({ id }) => id === current);
  // A link may lead to one that is hidden by now: then nothing is found, and the menu says why.
  const unknown = current === null || isKnown ? [] : [option(String(current), `#${current}`)];
  const select = element(
    "select",
    {},
    option("", words.choices.all),
    ...collections.map(({ id, name, photos }) =>
      option(String(id), `${name} · ${words.choices.count(photos)}`),
    ),
    ...unknown,
  );
  select.value = String(current ?? "");
  select.addEventListener("change", () => onChange(select.value ? Number(select.value) : null));
  return element(
    "label",
    { className: "choices-collection" },
    element("span", {}, words.choices.collection),
    select,
  );
}

/** null where no photo has a tag. */
function tagList(tags: readonly string[], onChange: (chosen: string[]) => void): HTMLElement | null {
  if (tags.length === 0) return null;
  const chosen = new Set(currentOptions().tags);
  const title = element("h3", { id: "choices-tags" }, words.choices.tags);
  const chips = tags.map((tag) => {
    const chip = element("button", { type: "button", className: "chip" }, tag);
    chip.ariaPressed = String(chosen.has(tag));
    chip.addEventListener("click", () => {
      if (!chosen.delete(tag)) chosen.add(tag);
      chip.ariaPressed = String(chosen.has(tag));
      onChange([...chosen]);
    });
    return chip;
  });
  const group = { role: "group", "aria-labelledby": title.id };
  return element(
    "div",
    { className: "choices-tags" },
    title,
    element("div", { className: "chips", attributes: group }, ...chips),
  );
}

const option = (value: string, text: string) => element("option", { value }, text);
