/** The first screen, which also carries what happens before the mirror is live: loading, and what went wrong. */

import { isKiosk } from "../kiosk/kiosk";
import type { Trouble } from "../trouble";
import { words } from "../words/words";
import { fileInput } from "./controls";
import { element } from "./dom";
import { example } from "./example";
import { icon } from "./icons";
import { languageMenu } from "./language";
import { privacyNote } from "./privacy";

export interface IntroActions {
  useCamera(): void;
  useFile(file: File): void;
  useDancer(): void;
  back(): void;
  showInspector(): void;
}

export class Intro {
  private readonly panel = element("div", { className: "panel" });
  private readonly bar = element("progress", { max: 1, className: "progress" });
  private readonly step = element("p", { className: "step", attributes: { role: "status" } });
  readonly root = element(
    "main",
    { className: "intro" },
    element("div", { className: "intro-text" }, element("h1", { tabIndex: -1 }, words.name), this.panel),
    example(),
  );

  constructor(private readonly actions: IntroActions) {
    this.showInvitation();
  }

  showInvitation(): void {
    const start = this.button("button button--primary", words.start, () => this.actions.useCamera());
    start.dataset.testid = "start";
    start.prepend(icon("camera"));
    this.fill(
      "",
      element("p", { className: "lead" }, words.invitation),
      element("div", { className: "actions" }, start),
      this.otherSources(),
      privacyNote(),
      element(
        "div",
        { className: "footnotes" },
        languageMenu(),
        this.button("footnote", words.whatLeaves, () => this.actions.showInspector()),
      ),
    );
  }

  /** `fraction` is null where nobody knows how long it takes. */
  showProgress(text: string, fraction: number | null): void {
    if (!this.panel.contains(this.bar)) {
      // The name above stays where it is.
      this.fill(`${this.panel.offsetHeight}px`, this.step, this.bar);
    }
    this.step.textContent = text;
    if (fraction === null) this.bar.removeAttribute("value");
    else this.bar.value = fraction;
    this.bar.setAttribute("aria-label", text);
  }

  /** `tryAgain` is null where the same thing would only fail again. */
  showTrouble({ name, message, othersWork }: Trouble, tryAgain: (() => void) | null): void {
    const { title, text } = message;
    const heading = element("h2", { tabIndex: -1 }, icon("trouble"), title);
    this.fill(
      "",
      element(
        "div",
        { className: "trouble", dataset: { trouble: name }, attributes: { role: "alert" } },
        heading,
        element("p", {}, text),
        ...(isKiosk() ? [element("p", { className: "small" }, words.triesItself)] : []),
      ),
      element(
        "div",
        { className: "actions" },
        ...(tryAgain ? [this.button("button button--primary", words.tryAgain, tryAgain)] : []),
        this.button(tryAgain ? "link" : "button", words.back, () => this.actions.back()),
      ),
      ...(othersWork ? [this.otherSources()] : []),
    );
    heading.focus();
  }

  private fill(minHeight: string, ...content: HTMLElement[]): void {
    this.panel.style.minHeight = minHeight;
    this.panel.replaceChildren(...content);
  }

  private otherSources(): HTMLElement {
    const file = fileInput("link", (file) => this.actions.useFile(file), words.tryFile);
    const dancer = this.button("link", words.watchDancer, () => this.actions.useDancer());
    dancer.dataset.testid = "dancer";
    return element("p", { className: "others" }, words.or, " ", file, " · ", dancer);
  }

  private button(className: string, text: string, onclick: () => void): HTMLButtonElement {
    return element("button", { type: "button", className, onclick }, text);
  }
}
