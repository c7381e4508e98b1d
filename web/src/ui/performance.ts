/** The performance panel: what the machine makes of the mirror, in numbers. Fetched when it is first asked for. */

import "../style/performance.css";
import { median } from "../network/backend";
import type { Estimate } from "../network/worker";
import { words } from "../words/words";
import { element } from "./dom";

const UPDATE_MS = 500;
/** Medians are over the last looks, so that the panel follows a change within a few seconds. */
const LOOKS = 30;

type Row = keyof typeof words.performance.rows;

let panel: PerformancePanel | null = null;

export function togglePerformance(video: HTMLVideoElement): void {
  panel ??= new PerformancePanel(video);
  panel.toggle();
}

class PerformancePanel {
  private readonly cells = new Map<Row, HTMLElement>();
  private readonly root: HTMLElement;
  private looks: Estimate[] = [];
  private matchMs: number[] = [];
  private counts = { looks: 0, drawn: 0 };
  private lastUpdate = { ms: 0, pictures: 0, dropped: 0 };
  private stop: (() => void) | null = null;

  constructor(private readonly video: HTMLVideoElement) {
    const { title, rows } = words.performance;
    const lines = Object.entries(rows).flatMap(([row, label]) => {
      const cell = element("dd", { dir: "ltr", dataset: { row } }, "–");
      this.cells.set(row as Row, cell);
      return [element("dt", {}, label), cell];
    });
    this.root = element(
      "aside",
      { className: "performance", attributes: { "aria-label": title } },
      element("dl", {}, ...lines),
    );
  }

  toggle(): void {
    if (this.stop) {
      this.stop();
      this.stop = null;
      this.root.remove();
    } else {
      document.body.append(this.root);
      this.stop = this.watch();
    }
  }

  /** Counts until the answer is called. */
  private watch(): () => void {
    const onEstimate = (event: Event) => this.note((event as CustomEvent<Estimate>).detail);
    document.addEventListener("estimate", onEstimate);
    const requests = new PerformanceObserver((list) => this.noteRequests(list.getEntries()));
    requests.observe({ type: "resource" });
    let drawing = 0;
    const countDrawn = () => {
      this.counts.drawn++;
      drawing = requestAnimationFrame(countDrawn);
    };
    countDrawn();
    this.begin();
    const timer = setInterval(() => this.update(), UPDATE_MS);
    return () => {
      document.removeEventListener("estimate", onEstimate);
      requests.disconnect();
      cancelAnimationFrame(drawing);
      clearInterval(timer);
    };
  }

  private note(estimate: Estimate): void {
    this.counts.looks++;
    this.looks = [...this.looks, estimate].slice(-LOOKS);
  }

  private noteRequests(entries: PerformanceEntryList): void {
    const matches = entries.filter(({ name }) => name.endsWith("/api/match"));
    this.matchMs = [...this.matchMs, ...matches.map(({ duration }) => duration)].slice(-LOOKS);
  }

  private begin(): void {
    this.counts = { looks: 0, drawn: 0 };
    this.lastUpdate = { ms: performance.now(), ...this.pictures() };
  }

  private update(): void {
    const seconds = (performance.now() - this.lastUpdate.ms) / 1000;
    const pictures = this.pictures();
    const came = pictures.pictures - this.lastUpdate.pictures;
    const perSecond = (count: number) => (Math.max(0, count) / seconds).toFixed(1);
    const newest = this.looks.at(-1);
    this.set("backend", newest?.backend ?? "–");
    for (const stage of ["cropMs", "uploadMs", "networkMs", "decodeMs", "roundTripMs"] as const) {
      this.set(stage, milliseconds(this.looks.map(({ timing }) => timing[stage])));
    }
    this.set("matchMs", milliseconds(this.matchMs));
    this.set("looks", perSecond(this.counts.looks));
    this.set("screen", perSecond(this.counts.drawn));
    this.set("pictures", perSecond(came));
    this.set("skipped", perSecond(came - this.counts.looks));
    this.set("dropped", perSecond(pictures.dropped - this.lastUpdate.dropped));
    this.set("tensors", String(newest?.numTensors ?? "–"));
    this.begin();
  }

  /** Of the camera or the film so far: all pictures, and those that the browser had no time to show. */
  private pictures(): { pictures: number; dropped: number } {
    const { totalVideoFrames = 0, droppedVideoFrames = 0 } = this.video.getVideoPlaybackQuality?.() ?? {};
    return { pictures: totalVideoFrames, dropped: droppedVideoFrames };
  }

  private set(row: Row, text: string): void {
    this.cells.get(row)!.textContent = text;
  }
}

function milliseconds(values: readonly number[]): string {
  return values.length > 0 ? `${median(values).toFixed(1)} ms` : "–";
}
