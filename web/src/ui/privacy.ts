/** What becomes of the pose on the server, in a sentence that is true of this server. */

import { keepsPoses } from "../match/api";
import { words } from "../words/words";
import { element } from "./dom";

export function privacyNote(): HTMLElement {
  return element("p", { className: "small" }, words.privacy, " ", keptOrNot());
}

/** Nothing is sent before the server has been asked: it is the one that answers. */
export function keptOrNot(): HTMLElement {
  const note = element("span", {}, words.notKept);
  void keepsPoses().then((keeps) => {
    if (keeps) note.textContent = words.somePosesKept;
  });
  return note;
}
