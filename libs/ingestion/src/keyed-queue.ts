import { LedgerError } from '@subledger/domain';

/** More than any burst that one process can still answer within the sender's ten seconds. */
const MOST_WAITING = 10_000;

/**
 * Work under one key runs one after another, in order of arrival; different keys run in parallel. A key is
 * forgotten with its last piece of work.
 */
export class KeyedQueue {
  readonly #mostWaiting: number;
  readonly #last = new Map<string, Promise<unknown>>();
  #waiting = 0;

  constructor(mostWaiting: number = MOST_WAITING) {
    this.#mostWaiting = mostWaiting;
  }

  /** How many keys have work that is not finished. */
  get size(): number {
    return this.#last.size;
  }

  /** @throws LedgerError `overloaded` if too much is waiting already. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= this.#mostWaiting) {
      throw new LedgerError('overloaded', 'Too many deliveries are waiting to be recorded.');
    }
    this.#waiting += 1;
    const before = this.#last.get(key);
    const turn = Promise.withResolvers<undefined>();
    this.#last.set(key, turn.promise);
    try {
      // Most keys have no work in flight, and begin at once.
      if (before !== undefined) await before;
      return await work();
    } finally {
      this.#waiting -= 1;
      if (this.#last.get(key) === turn.promise) this.#last.delete(key);
      turn.resolve(undefined);
    }
  }
}
