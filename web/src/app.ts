/** The page's states and the ways between them: intro, loading, live, error. */

import { Shortcuts } from "./device/keys";
import { Errand } from "./errand";
import { follow } from "./follow";
import { toggleFullScreen } from "./kiosk/fullscreen";
import { isKiosk, Kiosk } from "./kiosk/kiosk";
import { WakeLock } from "./kiosk/wake";
import { LiveViews } from "./live";
import { forgetSent } from "./match/sent";
import { Estimator } from "./network/estimator";
import type { LoadStep } from "./network/worker";
import { Pipeline } from "./pipeline";
import { Preload } from "./preload";
import { Retry } from "./retry";
import { CameraError, openCamera } from "./sources/camera";
import { openFile } from "./sources/file";
import { openDancer } from "./sources/film";
import type { MovingSource, Source, StillSource } from "./sources/source";
import { troubleOf } from "./trouble";
import { attractScreen } from "./ui/attract";
import { helpSheet } from "./ui/help";
import { Inspector } from "./ui/inspector";
import { Intro } from "./ui/intro";
import { Mirror } from "./ui/mirror";
import { More } from "./ui/more";
import { closeSheets } from "./ui/sheet";
import { words } from "./words/words";

type State = "intro" | "loading" | "live" | "error";

export class App {
  private readonly sources = {
    useCamera: () => this.use(openCamera, words.askingCamera),
    useFile: (file: File) => this.use(() => openFile(file)),
    useDancer: () => this.use(openDancer),
  };
  private readonly intro = new Intro({
    ...this.sources,
    back: () => this.stop(),
    showInspector: () => this.inspector.open(),
  });
  private readonly mirror = new Mirror({
    ...this.sources,
    setPaused: (paused) => this.setPaused(paused),
    setMirrored: (mirrored) => this.setMirrored(mirrored),
    takeHome: () => this.takeHome(),
    showMore: () => this.more.open(),
    stop: () => this.stop(),
  });
  private readonly more = new More({
    ...this.sources,
    chooseNextPerson: () => this.chooseNextPerson(),
    setSkeletonShown: (shown) => this.mirror.setSkeletonShown(shown),
    showChoices: () => this.showChoices(),
    showInspector: () => this.inspector.open(),
    showHelp: () => this.help.open(),
  });
  private readonly inspector = new Inspector();
  private readonly shortcuts = new Shortcuts([
    { key: "w", label: words.why.title, action: () => this.showWhy() },
    { key: "c", label: words.capture, action: () => this.takeHome() },
    { key: " ", label: words.pauseOrGoOn, action: () => this.togglePaused() },
    { key: "m", label: words.mirror, action: () => this.toggleMirrored() },
    { key: "n", label: words.nextPerson, action: () => this.chooseNextPerson() },
    { key: "l", label: words.skeleton, action: () => this.more.toggleSkeleton() },
    { key: "f", label: words.fullScreen, action: toggleFullScreen },
    { key: "i", label: words.whatLeaves, action: () => this.inspector.open() },
    { key: "p", label: words.performance.title, action: () => this.togglePerformance() },
    { key: "?", label: words.help, action: () => this.help.open() },
  ]);
  private readonly help = helpSheet(this.shortcuts);
  private readonly pipeline = new Preload<Pipeline, LoadStep>(
    async (onStep) =>
      new Pipeline(
        await Estimator.open(onStep),
        new LiveViews(this.mirror, (isSeen) => this.kiosk?.look(isSeen)),
      ),
    (step) => this.showStep(step),
  );
  private readonly retry = new Retry(isKiosk());
  private readonly wakeLock = new WakeLock();
  private readonly attract = attractScreen();
  private readonly kiosk: Kiosk | null = null;
  private readonly errand = new Errand();
  private source: Source | null = null;
  private mirrored = true;
  /** Counts what the visitor started; whatever belongs to an earlier turn stops by itself. */
  private turn = 0;

  constructor(private readonly root: HTMLElement) {
    this.show("intro");
    // Most visitors read for longer than the network takes to load.
    this.pipeline.beginWhenIdle();
    this.shortcuts.listen(document);
    this.mirror.visitor.onPoint = (point, size) =>
      this.pipeline.ifLoaded((pipeline) => pipeline.choosePerson(point, size));
    this.mirror.reflection.onAsk = () => this.showWhy();
    if (!isKiosk()) return;
    this.kiosk = new Kiosk({
      start: () => void this.sources.useCamera(),
      invite: (shown) => this.invite(shown),
      reset: () => this.reset(),
    });
  }

  /** Shows a source from the moment it is there and the network is loaded until something else is started. */
  private async use(open: () => Promise<Source>, waiting: string = words.preparing): Promise<void> {
    const turn = this.begin();
    const opening = open();
    const loading = this.pipeline.get();
    try {
      void loading.then(() => turn === this.turn && this.showProgress(waiting)).catch(() => {});
      const [source, pipeline] = await Promise.all([opening, loading]);
      if (turn !== this.turn) return source.close();
      this.source = source;
      this.goLive(source);
      if (source.kind === "photo") await this.showStill(source, pipeline, turn);
      else await this.showMoving(source, pipeline, turn);
    } catch (error) {
      opening.then(
        (source) => source.close(),
        () => {},
      );
      this.fail(turn, error, () => this.use(open, waiting));
    }
  }

  private async showMoving(source: MovingSource, pipeline: Pipeline, turn: number): Promise<void> {
    await this.mirror.visitor.showMoving(source);
    source.whenEnded(() => this.fail(turn, new CameraError("ended"), this.sources.useCamera));
    await follow(this.mirror.visitor.video, pipeline, () => turn !== this.turn);
  }

  private async showStill({ image }: StillSource, pipeline: Pipeline, turn: number): Promise<void> {
    this.mirror.visitor.showStill(image);
    this.mirror.visitor.setStatus(words.lookingAtPhoto);
    const isPerson = await pipeline.still(image);
    if (turn === this.turn) this.mirror.visitor.setStatus(isPerson ? "" : words.nobodyInPhoto);
  }

  private stop(): void {
    if (this.kiosk) return void this.sources.useCamera();
    this.begin();
    this.intro.showInvitation();
    this.show("intro");
  }

  /** Ends whatever runs; returns the number of the new turn. */
  private begin(): number {
    this.retry.rest();
    this.errand.cancel();
    this.source?.close();
    this.source = null;
    this.mirror.clear();
    this.pipeline.ifLoaded((pipeline) => pipeline.reset());
    this.show("loading");
    this.showProgress(words.preparing);
    this.pipeline.repeatStep();
    return ++this.turn;
  }

  /** A camera is a mirror; films and photos are shown as they are. */
  private goLive({ kind }: Source): void {
    this.mirror.controls.setPaused(false);
    this.show("live");
    this.retry.succeeded();
    this.mirror.setFlipped(kind === "camera" && this.mirrored);
  }

  private showStep(step: LoadStep): void {
    if (step.step === "download") {
      this.showProgress(words.download(step.fraction), step.fraction);
    } else {
      this.showProgress(words.warmUp);
    }
  }

  /** The network also loads while the visitor reads, and says nothing then. */
  private showProgress(text: string, fraction: number | null = null): void {
    if (document.body.dataset.state === "loading") this.intro.showProgress(text, fraction);
  }

  private fail(turn: number, error: unknown, tryAgain: () => void): void {
    if (turn !== this.turn) return;
    console.warn(error);
    this.begin();
    const trouble = troubleOf(error);
    this.intro.showTrouble(trouble, trouble.worthTrying ? tryAgain : null);
    this.show("error");
    this.retry.after(trouble, tryAgain);
  }

  private setPaused(paused: boolean): void {
    const { video } = this.mirror.visitor;
    if (paused) video.pause();
    else if (video.readyState > 0) void video.play();
    this.mirror.visitor.setStatus(paused ? words.paused : "");
  }

  private setMirrored(mirrored: boolean): void {
    this.mirrored = mirrored;
    this.mirror.setFlipped(mirrored);
  }

  /** The mirror lies inert under a kiosk's invitation, but goes on looking. */
  private invite(shown: boolean): void {
    this.mirror.controls.root.inert = shown;
    if (shown) this.mirror.root.append(this.attract);
    else this.attract.remove();
  }

  /** Nothing of a kiosk's last visitor is left for the next one. */
  private reset(): void {
    this.errand.cancel();
    closeSheets();
    forgetSent();
    this.mirror.controls.setMirrored(true);
    this.mirror.controls.setPaused(false);
    this.more.setSkeletonShown(true);
    this.mirror.clearReflection();
    this.pipeline.ifLoaded((pipeline) => pipeline.reset());
    if (this.source?.kind !== "camera") void this.sources.useCamera();
  }

  private togglePaused(): void {
    if (this.source && this.source.kind !== "photo") this.mirror.controls.togglePaused();
  }

  private toggleMirrored(): void {
    if (this.source?.kind === "camera") this.mirror.controls.toggleMirrored();
  }

  /** The key's way to what a tap on somebody does. */
  private chooseNextPerson(): void {
    if (!this.source) return;
    this.mirror.controls.setPaused(false);
    this.pipeline.ifLoaded((pipeline) => pipeline.chooseNextPerson());
  }

  private async togglePerformance(): Promise<void> {
    const { togglePerformance } = await import("./ui/performance");
    togglePerformance(this.mirror.visitor.video);
  }

  private takeHome(): void {
    if (this.source?.kind === "photo") return;
    // A kiosk goes on looking, to see whether the visitor is still there.
    const setResting = (resting: boolean) => this.kiosk || this.mirror.controls.setPaused(resting);
    this.runErrand(async (signal) => {
      const { takeHome } = await import("./takehome/session");
      this.mirror.controls.setPaused(false);
      await takeHome(this.mirror, { setResting, signal });
    });
  }

  private showWhy(): void {
    const moment = this.mirror.moment();
    if (!moment) return;
    const rests = !this.kiosk && this.source?.kind !== "photo" && !this.mirror.visitor.video.paused;
    this.runErrand(async (signal) => {
      const { showWhy } = await import("./ui/why");
      if (rests) this.mirror.controls.setPaused(true);
      await showWhy(moment, signal);
      if (rests && !signal.aborted) this.mirror.controls.setPaused(false);
    });
  }

  private showChoices(): void {
    this.runErrand(async (signal) => {
      const { showChoices } = await import("./ui/choices");
      await showChoices(() => this.searchAgain(), signal);
    });
  }

  private searchAgain(): void {
    this.mirror.clearReflection();
    this.mirror.controls.setPaused(false);
    this.pipeline.ifLoaded((pipeline) => pipeline.searchAgain());
  }

  /** What only some visitors use is fetched when they do; that can fail. */
  private runErrand(task: (signal: AbortSignal) => Promise<void>): void {
    if (document.body.dataset.state !== "live") return;
    this.errand.run(task).catch((error: unknown) => {
      console.warn(error);
      this.mirror.reflection.setNotice(words.partMissing);
    });
  }

  private show(state: State): void {
    document.body.dataset.state = state;
    this.wakeLock.hold(state === "live");
    const screen = state === "live" ? this.mirror.root : this.intro.root;
    if (screen.isConnected) return;
    const wasShown = this.root.hasChildNodes();
    this.root.replaceChildren(screen);
    // The control that led here is gone; without this, a keyboard or a screen reader would start from the top.
    if (wasShown) screen.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }
}
