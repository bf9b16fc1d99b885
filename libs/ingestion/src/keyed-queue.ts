import { LedgerError } from '@subledger/domain';

/** More than any burst that one process can still answer within the sender's ten seconds. */
const MOST_WAITING = 10_000;

/**
 * Work under one key runs one after another, in the order in which it came; different keys run side by
 * side. A key is forgotten with its last piece of work.
 */
export class KeyedQueue {
  readonly #mostWaiting: number;
  readonly #last = new Map<string, Promise<void>>();
  #waiting = 0;

  constructor(mostWaiting: number = MOST_WAITING) {
    this.#mostWaiting = mostWaiting;
  }

  /** How many keys have work that is not finished. */
  get size(): number {
    return this.#last.size;
  }

  /** @throws LedgerError `overloaded` where too much is waiting already. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= this.#mostWaiting) {
      throw new LedgerError('overloaded', 'Too many deliveries are waiting to be recorded.');
    }
    this.#waiting += 1;
    const result = (this.#last.get(key) ?? Promise.resolve()).then(work);
    const settled = result.then(
      () => undefined,
      () => undefined,
    );
    this.#last.set(key, settled);
    try {
      return await result;
    } finally {
      this.#waiting -= 1;
      if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }
}
