/** Changes that must not overlap, such as a promotion and a discard: each begins when the previous one has ended. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();
  #asked = 0;

  /** Whether a change is running or waiting. */
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

  /** Resolves when all changes requested so far have ended, successfully or not. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
