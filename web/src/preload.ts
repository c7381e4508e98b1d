/** What takes long to load, begun before it is asked for; loaded once, and anew after a failure. */

export class Preload<T, Step> {
  private loading: Promise<T> | null = null;
  private step: Step | null = null;

  /** `load` reports its steps; `onStep` hears of each, and `repeatStep` repeats the last to whom came late. */
  constructor(
    private readonly load: (onStep: (step: Step) => void) => Promise<T>,
    private readonly onStep: (step: Step) => void,
  ) {}

  /** When the browser has nothing better to do. A failure is silent here: `get` will tell of it. */
  beginWhenIdle(): void {
    const begin = () => void this.get().catch(() => {});
    if ("requestIdleCallback" in window) requestIdleCallback(begin, { timeout: 1_000 });
    else setTimeout(begin, 200);
  }

  get(): Promise<T> {
    this.loading ??= this.load((step) => {
      this.step = step;
      this.onStep(step);
    });
    const { loading } = this;
    loading.then(
      () => (this.step = null),
      () => (this.loading = this.step = null),
    );
    return loading;
  }

  repeatStep(): void {
    if (this.step !== null) this.onStep(this.step);
  }

  /** Calls back with what has been loaded, where anything has. */
  ifLoaded(use: (value: T) => void): void {
    void this.loading?.then(use).catch(() => {});
  }
}
