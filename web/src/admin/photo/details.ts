/** Title, tags, credit, licence and collection of one photo. */

import { element } from "../../ui/dom";
import type { Changes, Collection, LibraryPhoto } from "../api";
import { words } from "../words";

export function detailsForm(
  photo: LibraryPhoto,
  collections: readonly Collection[],
  save: (changes: Changes) => Promise<void>,
): HTMLFormElement {
  const field = (name: string, label: string, value: string, maxLength: number, required = false) => {
    const input = element("input", { name, value, maxLength, required, id: `details-${name}` });
    return element("div", { className: "field" }, element("label", { htmlFor: input.id }, label), input);
  };
  const choice = collectionChoice("details-collection", collections, photo.collection_id);
  const form = element(
    "form",
    { className: "form details" },
    field("title", words.title, photo.title, 200, true),
    field("tags", words.tags, photo.tags.join(", "), 2000),
    field("credit", words.credit, photo.credit, 200),
    field("licence", words.licence, photo.licence, 200),
    element(
      "div",
      { className: "field" },
      element("label", { htmlFor: choice.id }, words.collection),
      choice,
    ),
    element("button", { className: "button button--small" }, words.saveDetails),
  );
  form.onsubmit = (event) => {
    event.preventDefault();
    const said = new FormData(form);
    const text = (name: string) => String(said.get(name) ?? "").trim();
    const tags = splitTags(text("tags"));
    void save({
      title: text("title"),
      credit: text("credit"),
      licence: text("licence"),
      add_tags: tags.filter((tag) => !photo.tags.includes(tag)),
      remove_tags: photo.tags.filter((tag) => !tags.includes(tag)),
      collection_id: Number(choice.value),
    });
  };
  return form;
}

export function collectionChoice(
  id: string,
  collections: readonly Collection[],
  chosen: number,
): HTMLSelectElement {
  return element(
    "select",
    { id },
    ...collections.map(({ id: value, name }) =>
      element("option", { value: String(value), selected: value === chosen }, name),
    ),
  );
}

export function splitTags(text: string): string[] {
  return [...new Set(text.split(",").map((tag) => tag.trim().replace(/\s+/g, " ")))].filter(Boolean);
}
