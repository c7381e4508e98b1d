/**
 * A mirror that stands somewhere by itself: it starts, invites, and begins afresh for each visitor. Opened with
 * `?kiosk`, or `?kiosk=30` where somebody counts as gone only after 30 seconds.
 */

import { recall, remember } from "../device/memory";
import { isOutdated } from "../device/offline";
import { forgetLanguage } from "../words/language";
import { Attendance, type Turn } from "./attendance";
import { fillScreen } from "./fullscreen";

export interface KioskHost {
  start(): void;
  /** Shows the invitation over the mirror, or takes it away. */
  invite(shown: boolean): void;
  /** Forgets the visitor who left, and what they changed. */
  reset(): void;
}

/** Told to the document between two visitors: whoever keeps anything of a visitor drops it. */
export const VISITOR_LEFT = "visitor-left";
const HOME_KEY = "move-mirror-kiosk-home";

const setting = () => new URLSearchParams(location.search).get("kiosk");

export const isKiosk = () => setting() !== null;

/** Milliseconds after which an unseen visitor counts as gone; undefined for the usual time. */
export function leftAfterMs(text: string | null): number | undefined {
  const seconds = Number(text);
  return seconds > 0 && Number.isFinite(seconds) ? 1000 * seconds : undefined;
}

export class Kiosk {
  private readonly attendance = new Attendance(leftAfterMs(setting()));

  constructor(private readonly host: KioskHost) {
    document.body.dataset.kiosk = "";
    // A visitor's choice of language changes the address; the next one gets the address that the kiosk was opened with.
    remember(HOME_KEY, recall(HOME_KEY, "sessionStorage") ?? location.href, "sessionStorage");
    for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, () => this.touched());
    document.addEventListener("contextmenu", (event) => event.preventDefault());
    host.invite(true);
    host.start();
  }

  /** What the camera shows in each picture. */
  look(isSeen: boolean): void {
    this.take(this.attendance.look(isSeen, performance.now()));
  }

  private touched(): void {
    fillScreen();
    this.take(this.attendance.touch());
  }

  private take(turn: Turn): void {
    if (turn === null) return;
    this.host.invite(turn === "left");
    if (turn === "arrived") return;
    document.dispatchEvent(new CustomEvent(VISITOR_LEFT));
    this.host.reset();
    void this.goHome();
  }

  /** Between two visitors is also the time for a new build of the page. */
  private async goHome(): Promise<void> {
    const home = recall(HOME_KEY, "sessionStorage") ?? location.href;
    if (forgetLanguage() || location.href !== home || (await isOutdated())) location.replace(home);
  }
}
