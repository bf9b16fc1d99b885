import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from './database.js';
import { type ReachedBy, type ReadOfSnapshot, takeSnapshot } from './take-snapshot.js';

/** Some milliseconds; then whoever else waits for the thread has a turn. */
const MOST_TOGETHER = 32;

interface Waiting {
  readonly read: ReadOfSnapshot<void>;
  readonly fail: (error: unknown) => void;
}

/**
 * Questions to a database of one connection: they have to wait for each other anyway, so those that wait are read of
 * one snapshot. To take one costs more than to ask a few rows of it.
 */
class SharedSnapshots {
  readonly #database: Database;
  /** How many there may be is bounded where requests are let in. */
  #waiting: Waiting[] = [];
  #isReading = false;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Reads of the next snapshot: one that is taken already may be older than what the asker has heard of. */
  read<T>(read: ReadOfSnapshot<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#waiting.push({
      read: async (snapshot, reachedBy) => {
        try {
          resolve(await read(snapshot, reachedBy));
        } catch (error) {
          reject(error);
        }
      },
      fail: reject,
    });
    if (!this.#isReading) void this.#readAll();
    return promise;
  }

  async #readAll(): Promise<void> {
    this.#isReading = true;
    while (this.#waiting.length > 0) {
      // Those that came with this one in the same turn are heard first.
      await nextTurn();
      await this.#readTogether(this.#waiting.splice(0, MOST_TOGETHER));
    }
    this.#isReading = false;
  }

  async #readTogether(some: readonly Waiting[]): Promise<void> {
    const readEach = async (snapshot: Database, reachedBy: ReachedBy): Promise<void> => {
      for (const { read } of some) await read(snapshot, reachedBy);
    };
    await takeSnapshot(this.#database, readEach).catch((error: unknown) => {
      for (const { fail } of some) fail(error);
    });
  }
}

const ofDatabases = new WeakMap<Database, SharedSnapshots>();

/** Those of a database; there is one for each. */
export function sharedSnapshots(database: Database): SharedSnapshots {
  const known = ofDatabases.get(database);
  if (known !== undefined) return known;
  const made = new SharedSnapshots(database);
  ofDatabases.set(database, made);
  return made;
}
