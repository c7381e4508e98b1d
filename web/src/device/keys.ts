/** Everything by keyboard: one letter per action, listed in the help, and switched off by whoever types otherwise. */

import { recall, remember } from "./memory";

export interface Shortcut {
  /** As KeyboardEvent.key gives it, in lower case. */
  key: string;
  label: string;
  action(): void;
}

/** A page whose letters do something must be able to let that be (WCAG 2.1.4): speech input types letters too. */
const MEMORY_KEY = "move-mirror-keys";

export class Shortcuts {
  constructor(readonly list: readonly Shortcut[]) {}

  get on(): boolean {
    return recall(MEMORY_KEY) !== "off";
  }

  set on(on: boolean) {
    remember(MEMORY_KEY, on ? "on" : "off");
  }

  listen(target: Document): void {
    target.addEventListener("keydown", (event) => {
      if (!this.on || event.repeat || isForSomethingElse(event)) return;
      const shortcut = this.list.find(({ key }) => key === event.key.toLowerCase());
      if (!shortcut) return;
      event.preventDefault();
      shortcut.action();
    });
  }
}

/** The browser's own combinations, fields, an open sheet, and Space on what Space presses anyway. */
function isForSomethingElse({ key, ctrlKey, altKey, metaKey, target }: KeyboardEvent): boolean {
  if (ctrlKey || altKey || metaKey || !(target instanceof Element)) return true;
  if (target.closest("input, select, textarea, dialog")) return true;
  return key === " " && target.closest("button, a, label, summary") !== null;
}
