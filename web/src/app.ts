/** The page's states and the ways between them: intro, loading, live, error. */

import { CameraError, closeCamera, nextFrame, openCamera, whenEnded } from "./camera";
import { Estimator } from "./estimator";
import { LiveViews } from "./live";
import { Pipeline } from "./pipeline";
import { loadStill } from "./still";
import { troubleOf } from "./trouble";
import { Intro } from "./ui/intro";
import { Mirror } from "./ui/mirror";
import { words } from "./words";
import type { LoadStep } from "./worker";

type State = "intro" | "loading" | "live" | "error";

/** Frames that may fail in a row, while the estimator changes its backend, before the page gives up. */
const FAILURES_ALLOWED = 5;

export class App {
  private readonly intro = new Intro({
    useCamera: () => this.useCamera(),
    usePhoto: (file) => this.usePhoto(file),
    back: () => this.stop(),
  });
  private readonly mirror = new Mirror({
    setPaused: (paused) => this.setPaused(paused),
    setMirrored: (mirrored) => this.setMirrored(mirrored),
    setSkeletonShown: (shown) => this.mirror.setSkeletonShown(shown),
    usePhoto: (file) => this.usePhoto(file),
    useCamera: () => this.useCamera(),
    stop: () => this.stop(),
  });
  private pipeline: Promise<Pipeline> | null = null;
  private stream: MediaStream | null = null;
  private mirrored = true;
  /** Counts what the visitor started; whatever belongs to an earlier turn stops by itself. */
  private turn = 0;

  constructor(private readonly root: HTMLElement) {
    this.show("intro");
  }

  private async useCamera(): Promise<void> {
    const turn = this.begin();
    const camera = openCamera();
    try {
      const [stream, pipeline] = await Promise.all([camera, this.loadedPipeline()]);
      if (turn !== this.turn) return closeCamera(stream);
      this.stream = stream;
      await this.goLive(() => this.mirror.visitor.showCamera(stream), this.mirrored);
      whenEnded(stream, () => this.fail(turn, new CameraError("ended"), () => this.useCamera()));
      await this.follow(pipeline, turn);
    } catch (error) {
      camera.then(closeCamera, () => {});
      this.fail(turn, error, () => this.useCamera());
    }
  }

  /** Camera frames, one at a time, for as long as the visitor stays. */
  private async follow(pipeline: Pipeline, turn: number): Promise<void> {
    const { video } = this.mirror.visitor;
    let failures = 0;
    while (turn === this.turn) {
      await nextFrame(video);
      if (turn !== this.turn || video.paused) continue;
      try {
        await pipeline.frame(await createImageBitmap(video), performance.now());
        failures = 0;
      } catch (error) {
        if (++failures > FAILURES_ALLOWED) throw error;
      }
    }
  }

  private async usePhoto(file: File): Promise<void> {
    const turn = this.begin();
    try {
      const [image, pipeline] = await Promise.all([loadStill(file), this.loadedPipeline()]);
      if (turn !== this.turn) return;
      await this.goLive(() => this.mirror.visitor.showStill(image), false);
      this.mirror.visitor.setStatus(words.lookingAtPhoto);
      const isPerson = await pipeline.still(image);
      if (turn === this.turn) this.mirror.visitor.setStatus(isPerson ? "" : words.nobodyInPhoto);
    } catch (error) {
      this.fail(turn, error, () => this.usePhoto(file));
    }
  }

  private stop(): void {
    this.begin();
    this.intro.showInvitation();
    this.show("intro");
  }

  /** Ends whatever runs; returns the number of the new turn. */
  private begin(): number {
    closeCamera(this.stream);
    this.stream = null;
    this.mirror.clear();
    void this.pipeline?.then((pipeline) => pipeline.reset()).catch(() => {});
    this.showLoading({ step: "start" });
    return ++this.turn;
  }

  private async goLive(showSource: () => void | Promise<void>, flipped: boolean): Promise<void> {
    this.mirror.controls.setPaused(false);
    this.show("live");
    this.mirror.setFlipped(flipped);
    await showSource();
  }

  /** The network is fetched once; after a failure, anew. */
  private loadedPipeline(): Promise<Pipeline> {
    this.pipeline ??= Estimator.open((step) => this.showLoading(step)).then(
      (estimator) => new Pipeline(estimator, new LiveViews(this.mirror)),
    );
    this.pipeline.then(
      () => document.body.dataset.state === "loading" && this.intro.showProgress(words.askingCamera, null),
      () => {
        this.pipeline = null;
      },
    );
    return this.pipeline;
  }

  private showLoading(step: LoadStep | { step: "start" }): void {
    if (step.step === "start") {
      this.intro.showProgress(words.preparing, null);
      this.show("loading");
    } else if (document.body.dataset.state === "loading") {
      const isDownload = step.step === "download";
      const text = isDownload ? words.download(step.fraction) : words.warmUp;
      this.intro.showProgress(text, isDownload ? step.fraction : null);
    }
  }

  private fail(turn: number, error: unknown, tryAgain: () => void): void {
    if (turn !== this.turn) return;
    console.warn(error);
    this.begin();
    const { name, message, worthTrying } = troubleOf(error);
    this.intro.showTrouble(name, message, worthTrying ? tryAgain : null);
    this.show("error");
  }

  private setPaused(paused: boolean): void {
    const { video } = this.mirror.visitor;
    if (paused) video.pause();
    else if (video.srcObject) void video.play();
    this.mirror.visitor.setStatus(paused ? words.paused : "");
  }

  private setMirrored(mirrored: boolean): void {
    this.mirrored = mirrored;
    this.mirror.setFlipped(mirrored);
  }

  private show(state: State): void {
    document.body.dataset.state = state;
    const screen = state === "live" ? this.mirror.root : this.intro.root;
    if (!screen.isConnected) this.root.replaceChildren(screen);
  }
}
