/** What a kiosk shows while nobody is there: the idea in pictures, and an invitation large enough to read in passing. */

import { words } from "../words/words";
import { element } from "./dom";
import { example } from "./example";
import { privacyNote } from "./privacy";

export function attractScreen(): HTMLElement {
  return element(
    "section",
    { className: "attract", attributes: { "aria-label": words.name } },
    element(
      "div",
      { className: "attract-text" },
      element("p", { className: "attract-name" }, words.name),
      element("p", { className: "attract-call" }, words.stepInFront),
      element("p", { className: "lead" }, words.invitation),
      privacyNote(),
    ),
    example(),
  );
}
