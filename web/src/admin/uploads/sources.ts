/** Where files come from, besides being dropped: chosen, a whole folder, the phone's camera, the clipboard. */

import { element } from "../../ui/dom";
import { words } from "../words";

type Add = (files: readonly File[]) => void;

const WANTED_TYPES = "image/*,video/*,.heic,.heif,.avif";
const WANTED = /\.(jpe?g|png|webp|avif|hei[cf]|mp4|m4v|mov|webm)$/i;

/** What lies in folders beside photos is not even tried, so that it need not be refused one by one. */
export function isWanted(name: string): boolean {
  return WANTED.test(name);
}

export function fileChoosers(add: Add): HTMLElement {
  const camera = chooser(words.takePhoto, "camera", add, { accept: "image/*", capture: "environment" });
  camera.classList.add("upload-choosers__camera");
  return element(
    "div",
    { className: "upload-choosers" },
    chooser(words.choose, "photos", add, { accept: WANTED_TYPES, multiple: "" }),
    chooser(words.chooseFolder, "folder", add, { webkitdirectory: "" }),
    camera,
  );
}

export function onPaste(add: Add): void {
  document.addEventListener("paste", ({ clipboardData }) => {
    const files = [...(clipboardData?.files ?? [])];
    // A copied picture is always called image.png; the time keeps one paste from the next.
    const time = new Date().toISOString().slice(0, 19).replace("T", " ");
    add(
      files.map((file) => (file.name === "image.png" ? renamed(file, `${words.pasted} ${time}.png`) : file)),
    );
  });
}

function renamed(file: File, name: string): File {
  return new File([file], name, { type: file.type });
}

function chooser(label: string, testid: string, add: Add, attributes: Record<string, string>): HTMLElement {
  const input = element("input", {
    type: "file",
    className: "visually-hidden",
    dataset: { testid },
    attributes,
  });
  input.addEventListener("change", () => {
    add([...(input.files ?? [])]);
    input.value = "";
  });
  const kind = testid === "photos" ? "button button--primary" : "button";
  return element("label", { className: kind }, input, label);
}
