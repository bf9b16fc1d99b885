import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from './database.js';
import { type ReachedBy, type ReadOfSnapshot, takeSnapshot } from './take-snapshot.js';

/** This takes some milliseconds; then others that wait for the thread get a turn. */
const MOST_TOGETHER = 32;

interface Waiting {
  readonly read: ReadOfSnapshot<void>;
  readonly fail: (error: unknown) => void;
}

/**
 * Queries to a database with a single connection: they have to wait for each other anyway, so those that wait are
 * read from one snapshot. Taking a snapshot costs more than reading a few rows from it.
 */
class SharedSnapshots {
  readonly #database: Database;
  /** Admission bounds how many there may be. */
  #waiting: Waiting[] = [];
  #isReading = false;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Reads from the next snapshot: one already taken may be older than what the caller has heard of. */
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
      // Those that arrived in the same turn are collected first.
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

/** The shared snapshots of a database; there is one object for each. */
export function sharedSnapshots(database: Database): SharedSnapshots {
  const known = ofDatabases.get(database);
  if (known !== undefined) return known;
  const made = new SharedSnapshots(database);
  ofDatabases.set(database, made);
  return made;
}
