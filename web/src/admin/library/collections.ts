/** The collections in a dialog: make, name, show or hide, delete, carry to another mirror and take from one. */

import { element } from "../../ui/dom";
import { type Api, type Collection, ServerError } from "../api";
import { openDialog } from "../dialog";
import { words } from "../words";

export function openCollections(api: Api, onChange: () => void): void {
  const list = element("ul", { className: "collections" });
  const say = element("p", { attributes: { role: "status" } });
  const name = element("input", { required: true, maxLength: 80, id: "new-collection" });
  const form = element(
    "form",
    { className: "collections__new" },
    element("label", { htmlFor: name.id }, words.newCollection),
    name,
    element("button", { className: "button button--small" }, words.make),
  );
  const file = element("input", {
    type: "file",
    accept: ".zip,application/zip",
    className: "visually-hidden",
  });
  const take = element("label", { className: "button button--small" }, file, words.importArchive);
  const coco = element(
    "a",
    { className: "button button--small", href: api.cocoUrl(), download: "" },
    words.exportCoco,
  );

  const act = async (action: () => Promise<string | void>) => {
    try {
      say.textContent = (await action()) ?? "";
    } catch (error) {
      say.textContent = error instanceof ServerError ? error.message : words.noAnswer;
    }
    await draw();
    onChange();
  };
  const draw = async () => {
    const rows = (await api.collections()).map((collection) => row(collection, api, act));
    list.replaceChildren(...rows);
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    void act(async () => {
      await api.makeCollection(name.value.trim());
      name.value = "";
    });
  };
  file.onchange = () => {
    const archive = file.files?.[0];
    if (!archive) return;
    say.textContent = words.importing;
    void act(async () => {
      const { collection, added, known, refused } = await api.takeArchive(archive);
      file.value = "";
      return words.imported(collection, added, known, Object.entries(refused));
    });
  };
  openDialog(words.collections, list, form, element("div", { className: "sheet__buttons" }, take, coco), say);
  void draw();
}

function row(
  collection: Collection,
  api: Api,
  act: (action: () => Promise<void>) => Promise<void>,
): HTMLElement {
  const { id, name, visible, photos, fixed } = collection;
  const named = element("input", { value: name, maxLength: 80, ariaLabel: words.nameOf(name) });
  named.onchange = () =>
    void act(async () => void (await api.changeCollection(id, { name: named.value.trim() })));
  const shown = element("input", { type: "checkbox", checked: visible });
  shown.onchange = () =>
    void act(async () => void (await api.changeCollection(id, { visible: shown.checked })));
  const remove = element(
    "button",
    {
      className: "button button--small",
      ariaLabel: words.deleteCollection(name),
      onclick: () => void act(async () => void (await api.deleteCollection(id))),
    },
    words.delete,
  );
  remove.hidden = fixed || photos > 0;
  return element(
    "li",
    {},
    named,
    element("span", { className: "collections__count" }, words.found(photos)),
    element("label", {}, shown, ` ${words.visible}`),
    element(
      "a",
      {
        className: "button button--small",
        href: api.archiveUrl(id),
        download: "",
        ariaLabel: words.exportCollection(name),
      },
      words.export,
    ),
    remove,
  );
}
