/** A visitor takes something home: three, two, one; a take; a look at it; another take, or back to the mirror. */

import "../style/takehome.css";
import { element } from "../ui/dom";
import { closed, Sheet } from "../ui/sheet";
import { words } from "../words/words";
import { openBook } from "./book";
import { Countdown } from "./countdown";
import { Review } from "./review";
import { recordTake, type Stage, type Take } from "./take";

export interface Host extends Stage {
  /** What the countdown stands over. */
  readonly panes: HTMLElement;
}

export interface SessionOptions {
  /** Lets the mirror rest while the visitor looks at what was taken. */
  setResting(resting: boolean): void;
  signal: AbortSignal;
}

export async function takeHome(host: Host, { setResting, signal }: SessionOptions): Promise<void> {
  let again = true;
  while (again) {
    const take = await record(host, signal);
    if (!take) return;
    setResting(true);
    try {
      again = await show(take, signal);
    } finally {
      take.close();
      if (!signal.aborted) setResting(false);
    }
  }
}

/** null where the visitor thought better of it. */
async function record(host: Host, signal: AbortSignal): Promise<Take | null> {
  const cancelled = new AbortController();
  const countdown = new Countdown(host.panes, () => cancelled.abort());
  signal.addEventListener("abort", () => cancelled.abort(), { once: true });
  try {
    await countdown.count(cancelled.signal);
    return await recordTake(host, cancelled.signal, (done) => countdown.showTime(1 - done));
  } catch (error) {
    if (cancelled.signal.aborted) return null;
    throw error;
  } finally {
    countdown.close();
  }
}

/** True where the visitor wants another take. */
async function show(take: Take, signal: AbortSignal): Promise<boolean> {
  if (take.pictures.length === 0 || take.stays.length === 0) {
    await closed(emptySheet(), signal);
    return false;
  }
  const review = new Review(await openBook(take));
  await closed(review, signal);
  return review.again && !signal.aborted;
}

function emptySheet(): Sheet {
  const { title, text } = words.takeHome.empty;
  const done = element(
    "button",
    { type: "button", className: "button button--primary" },
    words.takeHome.done,
  );
  const sheet = new Sheet("empty-take", title, element("p", {}, text), done);
  done.addEventListener("click", () => sheet.close());
  return sheet;
}
