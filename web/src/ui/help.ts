/** What the keys do. */

import type { Shortcuts } from "../device/keys";
import { words } from "../words/words";
import { element } from "./dom";
import { Sheet } from "./sheet";

export function helpSheet(shortcuts: Shortcuts): Sheet {
  const rows = shortcuts.list.flatMap(({ key, label }) => [
    element("dt", {}, element("kbd", {}, key === " " ? words.spaceKey : key.toUpperCase())),
    element("dd", {}, label),
  ]);
  const box = element("input", { type: "checkbox", checked: shortcuts.on });
  box.addEventListener("change", () => {
    shortcuts.on = box.checked;
  });
  return new Sheet(
    "help",
    words.keyboard,
    element("dl", { className: "keys" }, ...rows),
    element("label", { className: "check" }, box, words.keysWork),
  );
}
