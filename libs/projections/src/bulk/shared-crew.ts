import type { BulkCrew } from './bulk-load.js';

interface Shared {
  readonly crew: BulkCrew;
  users: number;
}

/**
 * One crew for all loads that run at the same time: threads that have just translated can fold without a new
 * start.
 */
export class SharedCrew {
  readonly #start: () => BulkCrew;
  #shared: Shared | undefined;

  constructor(start: () => BulkCrew) {
    this.#start = start;
  }

  /**
   * Lends the crew until the work is done. After a failure the next caller gets a new one, because a thread may be
   * dead.
   */
  async use(work: (crew: BulkCrew) => Promise<void>): Promise<void> {
    const shared = (this.#shared ??= { crew: this.#start(), users: 0 });
    shared.users += 1;
    try {
      await work(shared.crew);
    } catch (error) {
      this.#leave(shared);
      throw error;
    } finally {
      shared.users -= 1;
      if (shared.users === 0) {
        this.#leave(shared);
        await shared.crew.close();
      }
    }
  }

  #leave(shared: Shared): void {
    if (this.#shared === shared) this.#shared = undefined;
  }
}
