/** Everything that is not needed while posing, behind one control. */

import { canFillScreen, toggleFullScreen } from "../kiosk/fullscreen";
import { words } from "../words/words";
import { fileInput } from "./controls";
import { element } from "./dom";
import { icon, type IconName } from "./icons";
import { languageMenu } from "./language";
import { Sheet } from "./sheet";

export interface MoreActions {
  chooseNextPerson(): void;
  setSkeletonShown(shown: boolean): void;
  showChoices(): void;
  useFile(file: File): void;
  useDancer(): void;
  showInspector(): void;
  showHelp(): void;
}

export class More extends Sheet {
  private readonly skeleton: HTMLButtonElement;

  constructor(private readonly actions: MoreActions) {
    const skeleton = row("skeleton", words.skeleton, () => this.toggleSkeleton());
    const useFile = (file: File) => {
      this.close();
      actions.useFile(file);
    };
    const nextPerson = row("people", words.nextPerson, () => {
      this.close();
      actions.chooseNextPerson();
    });
    const dancer = row("film", words.watchDancerInstead, () => {
      this.close();
      actions.useDancer();
    });
    const fullScreen = row("fullscreen", words.fullScreen, () => {
      this.close();
      toggleFullScreen();
    });
    super(
      "more",
      words.more,
      element(
        "div",
        { className: "rows" },
        skeleton,
        nextPerson,
        row("choices", words.choices.title, () => actions.showChoices()),
        fileInput("row", useFile, icon("photo"), words.useFileInstead),
        dancer,
        ...(canFillScreen() ? [fullScreen] : []),
        row("shield", words.whatLeaves, () => actions.showInspector()),
        row("keyboard", words.keyboard, () => actions.showHelp()),
        languageMenu("row"),
      ),
    );
    this.skeleton = skeleton;
    this.setSkeletonShown(true);
  }

  toggleSkeleton(): void {
    this.setSkeletonShown(this.skeleton.ariaPressed !== "true");
  }

  setSkeletonShown(shown: boolean): void {
    this.skeleton.ariaPressed = String(shown);
    this.actions.setSkeletonShown(shown);
  }
}

function row(name: IconName, label: string, onclick: () => void): HTMLButtonElement {
  return element("button", { type: "button", className: "row", onclick }, icon(name), label);
}
