/** The network in a worker, as the page sees it: a picture and a crop in, a pose out. */

import { proxy, type Remote, transfer, wrap } from "comlink";
import { withPatience } from "../kiosk/patience";
import type { Affine, Box } from "../pose/geometry";
import {
  type Backend,
  forgetBackend,
  isWorthChanging,
  QUICK_START,
  rememberBackend,
  rememberedBackend,
  requestedBackend,
  trialBackends,
} from "./backend";
import type { Estimate, LoadStep, WorkerEstimator } from "./worker";

const MODEL_URL = "/model/model.json";
const DETECTOR_URL = "/model/detector/model.json";
/** After the detector could not be had, the page does without it for a while. */
const DETECTOR_RETRY_MS = 30_000;
/** A backend that needs longer than this to start is no improvement, whatever it does afterwards. */
const TRIAL_TIMEOUT_MS = 15_000;
/** A worker that the browser has killed, or whose graphics card is gone, says nothing at all. */
const PATIENCE_SECONDS = 15;

/** One worker with the network loaded on one backend. */
class Engine {
  private readonly worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  readonly remote: Remote<WorkerEstimator> = wrap<WorkerEstimator>(this.worker);
  private readonly waiting = new Set<(error: Error) => void>();
  private death: Error | null = null;
  private isClosed = false;

  constructor(readonly backend: Backend) {
    this.worker.onerror = (event) => {
      this.death = new Error(event.message || "the worker could not start");
      for (const reject of this.waiting) reject(this.death);
    };
  }

  async load(onStep: (step: LoadStep) => void): Promise<this> {
    await this.orDeath(this.remote.load(this.backend, MODEL_URL, proxy(onStep)));
    return this;
  }

  estimate(image: ImageBitmap, cropFromImage: Affine): Promise<Estimate> {
    if (this.isClosed) return Promise.reject(new Error("the worker was closed"));
    const answer = this.remote.estimate(transfer(image, [image]), cropFromImage);
    return withPatience("the worker", this.orDeath(answer), PATIENCE_SECONDS);
  }

  detect(image: ImageBitmap): Promise<Box[]> {
    if (this.isClosed) return Promise.reject(new Error("the worker was closed"));
    const answer = this.remote.detect(transfer(image, [image]), DETECTOR_URL);
    return withPatience("the detector", this.orDeath(answer), PATIENCE_SECONDS);
  }

  close(): void {
    this.isClosed = true;
    this.worker.terminate();
  }

  /**
   * The answer, or an error as soon as the worker itself dies, which no call to it would report. Not a race with a
   * promise of its death: that one would hold on to every answer that it has ever raced with.
   */
  private orDeath<T>(answer: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.death) return reject(this.death);
      this.waiting.add(reject);
      answer.then(resolve, reject).finally(() => this.waiting.delete(reject));
    });
  }
}

export class Estimator {
  private lastEstimate: Promise<unknown> = Promise.resolve();
  private detectorBackAtMs = 0;

  private constructor(private engine: Engine) {}

  /** Loads on the backend asked for, or the one remembered, or the one that starts quickest. */
  static async open(onStep: (step: LoadStep) => void): Promise<Estimator> {
    const requested = requestedBackend(location.search);
    const first = requested ?? rememberedBackend() ?? QUICK_START;
    const estimator = new Estimator(await openEngine(first, onStep));
    if (!requested && !rememberedBackend()) void estimator.tryOtherBackends();
    return estimator;
  }

  get backend(): Backend {
    return this.engine.backend;
  }

  /** Takes the bitmap over and closes it. */
  async estimate(image: ImageBitmap, cropFromImage: Affine): Promise<Estimate> {
    const { engine } = this;
    const start = performance.now();
    const answer = engine.estimate(image, cropFromImage);
    this.lastEstimate = answer.catch(() => {});
    try {
      const estimate = await answer;
      estimate.timing.roundTripMs = performance.now() - start;
      return estimate;
    } catch (error) {
      await this.replace(engine);
      throw error;
    }
  }

  /**
   * Boxes of the people in a whole picture, surest first; none where the detector cannot be had, which is fetched at
   * the first call. Takes the bitmap over and closes it.
   */
  async detect(image: ImageBitmap): Promise<Box[]> {
    if (performance.now() < this.detectorBackAtMs) {
      image.close();
      return [];
    }
    try {
      return await this.engine.detect(image);
    } catch (error) {
      console.warn("people are looked for without the detector:", error);
      this.detectorBackAtMs = performance.now() + DETECTOR_RETRY_MS;
      return [];
    }
  }

  close(): void {
    this.engine.close();
  }

  /** Measures each real alternative in a worker of its own, so that the visitor's frames never wait for it. */
  private async tryOtherBackends(): Promise<void> {
    let currentMs = await this.engine.remote.measure();
    for (const backend of trialBackends(await this.engine.remote.graphics())) {
      const trial = await measuredEngine(backend);
      if (trial && isWorthChanging(currentMs, trial.ms)) {
        await this.changeTo(trial.engine);
        currentMs = trial.ms;
      } else {
        trial?.engine.close();
      }
    }
    rememberBackend(this.backend);
  }

  /** A worker can be killed and a graphics card taken away at any time; the processor stays. */
  private async replace(engine: Engine): Promise<void> {
    engine.close();
    if (engine !== this.engine) return;
    if (this.backend !== QUICK_START) forgetBackend();
    await this.changeTo(await openEngine(QUICK_START, () => {}));
  }

  private async changeTo(engine: Engine): Promise<void> {
    const previous = this.engine;
    this.engine = engine;
    await this.lastEstimate;
    previous.close();
  }
}

/** A remembered backend may have stopped working, after a driver update say: then the quick one serves. */
async function openEngine(backend: Backend, onStep: (step: LoadStep) => void): Promise<Engine> {
  const engine = new Engine(backend);
  try {
    return await engine.load(onStep);
  } catch (error) {
    engine.close();
    if (backend === QUICK_START || requestedBackend(location.search)) throw error;
    forgetBackend();
    return openEngine(QUICK_START, onStep);
  }
}

async function measuredEngine(backend: Backend): Promise<{ engine: Engine; ms: number } | null> {
  const engine = new Engine(backend);
  const timeout = new Promise<never>((_, reject) => setTimeout(reject, TRIAL_TIMEOUT_MS));
  try {
    await Promise.race([engine.load(() => {}), timeout]);
    return { engine, ms: await Promise.race([engine.remote.measure(), timeout]) };
  } catch {
    engine.close();
    return null;
  }
}
