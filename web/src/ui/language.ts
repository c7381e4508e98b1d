/** The choice of language: the browser's own menu, each language in its own words. */

import { changeLanguage, currentLanguage, type Language, LANGUAGES } from "../words/language";
import { words } from "../words/words";
import { element } from "./dom";
import { icon } from "./icons";

export function languageMenu(className = ""): HTMLLabelElement {
  const select = element(
    "select",
    {},
    ...Object.entries(LANGUAGES).map(([value, { name }]) =>
      element("option", { value, lang: value, selected: value === currentLanguage() }, name),
    ),
  );
  select.addEventListener("change", () => changeLanguage(select.value as Language));
  const name = element("span", { className: "visually-hidden" }, words.language);
  return element("label", { className: `language ${className}` }, icon("language"), name, select);
}
