/** A dialog in which many photos are described at once: what is left empty stays as it is in each of them. */

import { element } from "../../ui/dom";
import type { Changes, Collection } from "../api";
import { openDialog } from "../dialog";
import { splitTags } from "../photo/details";
import { words } from "../words";

/** `tags`: those that the chosen photos are known to have, as suggestions. */
export function openEdit(
  count: number,
  collections: readonly Collection[],
  tags: readonly string[],
  save: (changes: Changes) => void,
): void {
  const suggestions = element(
    "datalist",
    { id: "edit-known-tags" },
    ...tags.map((value) => element("option", { value })),
  );
  const title = text("title", words.title, 200, count === 1 ? "" : words.titlePatternHelp);
  const add = text("add-tags", words.addTags, 2000);
  const remove = text("remove-tags", words.removeTags, 2000);
  remove.input.setAttribute("list", suggestions.id);
  const credit = clearable("credit", words.credit);
  const licence = clearable("licence", words.licence);
  const collection = element(
    "select",
    { id: "edit-collection" },
    element("option", { value: "" }, words.asItIs),
    ...collections.map(({ id, name }) => element("option", { value: String(id) }, name)),
  );
  const submit = element("button", { className: "button button--primary" }, words.changeThem);
  const cancel = element("button", { type: "button", className: "button" }, words.cancel);
  const form = element(
    "form",
    { className: "form details edit" },
    title.root,
    add.root,
    remove.root,
    credit.root,
    licence.root,
    element(
      "div",
      { className: "field" },
      element("label", { htmlFor: collection.id }, words.collection),
      collection,
    ),
    suggestions,
    element("div", { className: "sheet__buttons" }, submit, cancel),
  );
  const said = (): Changes => ({
    ...(title.value && { title: title.value }),
    ...credit.said,
    ...licence.said,
    ...(add.value && { add_tags: splitTags(add.value) }),
    ...(remove.value && { remove_tags: splitTags(remove.value) }),
    ...(collection.value && { collection_id: Number(collection.value) }),
  });
  const refresh = () => void (submit.disabled = Object.keys(said()).length === 0);
  form.oninput = refresh;
  form.onsubmit = (event) => {
    event.preventDefault();
    dialog.close();
    save(said());
  };
  cancel.onclick = () => dialog.close();
  refresh();
  const dialog = openDialog(words.editSome(count), form);
  title.input.focus();
}

function text(name: string, label: string, maxLength: number, help = "") {
  const input = element("input", { id: `edit-${name}`, maxLength, placeholder: words.asItIs });
  const root = element("div", { className: "field" }, element("label", { htmlFor: input.id }, label), input);
  if (help) {
    const note = element("p", { id: `${input.id}-help`, className: "field__help" }, help);
    input.setAttribute("aria-describedby", note.id);
    root.append(note);
  }
  return {
    root,
    input,
    get value() {
      return input.value.trim();
    },
  };
}

/** A text that may also be taken away from all of them. */
function clearable(name: "credit" | "licence", label: string) {
  const field = text(name, label, 200);
  const clear = element("input", { type: "checkbox", id: `edit-no-${name}` });
  clear.onchange = () => void (field.input.disabled = clear.checked);
  field.root.append(
    element("label", { className: "field__check", htmlFor: clear.id }, clear, ` ${words.leaveEmpty(label)}`),
  );
  return {
    root: field.root,
    get said(): Changes {
      if (clear.checked) return { [name]: "" };
      return field.value ? { [name]: field.value } : {};
    },
  };
}
