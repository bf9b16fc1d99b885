/** Changes that must not cross, a promotion and a discard: each begins when the one before it has ended. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();
  #asked = 0;

  /** Whether a change is under way, or waits for one that is. */
  get isBusy(): boolean {
    return this.#asked > 0;
  }

  do<T>(change: () => Promise<T>): Promise<T> {
    this.#asked += 1;
    const done = this.#last.then(change).finally(() => {
      this.#asked -= 1;
    });
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Resolves when the changes that were asked for until now have ended, well or not. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
