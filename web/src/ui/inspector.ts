/** What leaves the device, shown as it is: the last request, in words, as a table, and byte for byte. */

import { lastSent, type Sent } from "../match/sent";
import { KEYPOINTS } from "../pose/spec";
import { currentLanguage } from "../words/language";
import { words } from "../words/words";
import { element } from "./dom";
import { keptOrNot } from "./privacy";
import { Sheet } from "./sheet";

const REFRESH_MS = 500;
/** Of across, down and sure: as exact as they are sent. */
const DECIMALS = [1, 1, 3];

export class Inspector extends Sheet {
  private readonly report: HTMLElement;
  private shown: Sent | null = null;
  private timer = 0;

  constructor() {
    const report = element("div", { className: "sent" }, element("p", {}, words.nothingSent));
    super(
      "inspector",
      words.whatLeaves,
      element("p", {}, words.whatLeavesText, " ", keptOrNot(), " ", words.seenByAnyServer),
      report,
    );
    this.report = report;
    this.root.addEventListener("close", () => clearInterval(this.timer));
  }

  override open(): void {
    super.open();
    clearInterval(this.timer);
    this.timer = window.setInterval(() => this.refresh(), REFRESH_MS);
    this.refresh();
  }

  private refresh(): void {
    const sent = lastSent();
    if (sent === this.shown) return;
    this.shown = sent;
    const isUnfolded = this.report.querySelector("details")?.open ?? false;
    this.report.replaceChildren(
      ...(sent ? describe(sent, isUnfolded) : [element("p", {}, words.nothingSent)]),
    );
  }
}

function describe({ body, atMs, count, bytes }: Sent, isUnfolded: boolean): HTMLElement[] {
  const { keypoints, ...options } = JSON.parse(body);
  const time = new Date(atMs).toLocaleTimeString(currentLanguage());
  return [
    element("p", { className: "small" }, words.sentSoFar(count, Math.round(bytes / count), time)),
    table(keypoints),
    element(
      "p",
      { className: "small" },
      words.howToAnswer,
      " ",
      element("code", { dir: "ltr" }, listed(options)),
    ),
    element(
      "details",
      { open: isUnfolded },
      element("summary", {}, words.asItWas),
      element("pre", { dir: "ltr" }, `POST /api/match\n${body}`),
    ),
  ];
}

const listed = (options: Record<string, unknown>) =>
  Object.entries(options)
    .map(([name, value]) => `${name}: ${value}`)
    .join(", ");

function table(keypoints: readonly (readonly number[])[]): HTMLTableElement {
  const names: Record<string, string> = words.keypoints;
  const heads = [words.point, words.across, words.down, words.sureness];
  const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)));
  const rows = keypoints.map((values, k) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, names[KEYPOINTS[k]!]!),
      ...values.map((value, i) => element("td", {}, value.toFixed(DECIMALS[i]))),
    ),
  );
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
}
