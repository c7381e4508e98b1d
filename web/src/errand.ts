/** What a visitor does beside looking into the mirror, one thing at a time; it ends when the mirror's turn ends. */

export class Errand {
  private running: AbortController | null = null;

  async run(task: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.running) return;
    const controller = new AbortController();
    this.running = controller;
    try {
      await task(controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) throw error;
    } finally {
      if (this.running === controller) this.running = null;
    }
  }

  cancel(): void {
    this.running?.abort();
    this.running = null;
  }
}
