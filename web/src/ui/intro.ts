/** The first screen, which also carries what happens before the mirror is live: loading, and what went wrong. */

import { type Message, words } from "../words";
import { photoInput } from "./controls";
import { element } from "./dom";
import { example } from "./example";
import { icon } from "./icons";
import { languageMenu } from "./language";

export interface IntroActions {
  useCamera(): void;
  usePhoto(file: File): void;
  back(): void;
}

export class Intro {
  private readonly panel = element("div", { className: "panel" });
  private readonly bar = element("progress", { max: 1, className: "progress" });
  private readonly step = element("p", { className: "step", attributes: { role: "status" } });
  readonly root = element(
    "main",
    { className: "intro" },
    element("div", { className: "intro-text" }, element("h1", {}, words.name), this.panel),
    example(),
  );

  constructor(private readonly actions: IntroActions) {
    this.showInvitation();
  }

  showInvitation(): void {
    const start = this.button("button button--primary", words.start, () => this.actions.useCamera());
    start.dataset.testid = "start";
    start.prepend(icon("camera"));
    const photo = photoInput("link", (file) => this.actions.usePhoto(file), words.tryPhoto);
    this.panel.replaceChildren(
      element("p", { className: "lead" }, words.invitation),
      element("div", { className: "actions" }, start, element("span", {}, words.or, " ", photo)),
      element("p", { className: "small" }, words.privacy),
      languageMenu(),
    );
  }

  /** `fraction` is null where nobody knows how long it takes. */
  showProgress(text: string, fraction: number | null): void {
    if (!this.panel.contains(this.bar)) this.panel.replaceChildren(this.step, this.bar);
    this.step.textContent = text;
    if (fraction === null) this.bar.removeAttribute("value");
    else this.bar.value = fraction;
    this.bar.setAttribute("aria-label", text);
  }

  /** `tryAgain` is null where the same thing would only fail again. */
  showTrouble(name: string, { title, text }: Message, tryAgain: (() => void) | null): void {
    const heading = element("h2", { tabIndex: -1 }, icon("trouble"), title);
    this.panel.replaceChildren(
      element(
        "div",
        { className: "trouble", dataset: { trouble: name }, attributes: { role: "alert" } },
        heading,
        element("p", {}, text),
      ),
      element(
        "div",
        { className: "actions" },
        ...(tryAgain ? [this.button("button button--primary", words.tryAgain, tryAgain)] : []),
        photoInput("button", (file) => this.actions.usePhoto(file), words.usePhotoInstead),
        this.button("link", words.back, () => this.actions.back()),
      ),
    );
    heading.focus();
  }

  private button(className: string, text: string, onclick: () => void): HTMLButtonElement {
    return element("button", { type: "button", className, onclick }, text);
  }
}
