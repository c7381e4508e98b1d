/** Line icons on a 24-unit grid, drawn in the colour of the text beside them. */

import { svg } from "./dom";

/** SVG path data. */
export const PATHS = {
  camera:
    "M3 8.5A1.5 1.5 0 0 1 4.5 7H7l1.5-2.5h7L17 7h2.5A1.5 1.5 0 0 1 21 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5zM12 16.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5z",
  photo: "M4.5 4.5h15v15h-15zM4.5 16l4.5-4.5 4 4 2.5-2.5 4 4M15.5 9.5h.01",
  pause: "M8.5 5.5v13M15.5 5.5v13",
  play: "M8 5.5v13l10.5-6.5z",
  mirror: "M12 3.5v17M9 7.5l-5.5 9H9zM15 7.5l5.5 9H15z",
  skeleton: "M12 7a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM12 7v7M5 10.5l7-1 7 1M8 21l4-7 4 7",
  people:
    "M8.5 10.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3 19.5c0-4 2-6 5.5-6s5.5 2 5.5 6M15 4.8a3 3 0 0 1 0 5.4M16.5 13.8c3 .4 4.5 2.4 4.5 5.7",
  choices:
    "M4 7.5h9M17 7.5h3M15 5.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM4 16.5h3M11 16.5h9M9 14.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  stop: "M6.5 6.5h11v11h-11z",
  more: "M5 12a.8.8 0 1 0 1.6 0 .8.8 0 1 0-1.6 0zM11.2 12a.8.8 0 1 0 1.6 0 .8.8 0 1 0-1.6 0zM17.4 12a.8.8 0 1 0 1.6 0 .8.8 0 1 0-1.6 0z",
  close: "M6 6l12 12M18 6L6 18",
  fullscreen: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  shield: "M12 3.5l7 2.5v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6zM9 12l2.2 2.2L15.2 10",
  keyboard: "M3.5 6.5h17v11h-17zM7 10h.01M10.3 10h.01M13.7 10h.01M17 10h.01M8.5 14h7",
  language:
    "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM3.5 12h17M12 3.5c-5 5.5-5 11.5 0 17M12 3.5c5 5.5 5 11.5 0 17",
  capture: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 15.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z",
  film: "M4.5 5.5h15v13h-15zM8 5.5v13M16 5.5v13M4.5 9.8H8M4.5 14.2H8M16 9.8h3.5M16 14.2h3.5",
  flipbook: "M6.5 8.5h13v11h-13zM4.5 15.5v-11h12",
  strip: "M7.5 3.5h9v17h-9zM7.5 9.2h9M7.5 14.8h9",
  save: "M12 4.5v10M7.5 10.5l4.5 4.5 4.5-4.5M5 19.5h14",
  share: "M12 14.5v-10M7.5 8.5L12 4l4.5 4.5M5.5 12.5v7h13v-7",
  again: "M18.5 8.5a7.5 7.5 0 1 0 1 5M19 4v4.8h-4.8",
  trouble: "M12 4l9 16H3zM12 10v4.5M12 17.2h.01",
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): SVGElement {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" },
    svg("path", { d: PATHS[name] }),
  );
}
