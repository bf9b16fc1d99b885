import { DatabaseSync } from 'node:sqlite';
import { fileIdentity } from './file-identity.js';
import { makePrivateDatabase } from './private-database.js';

/** SQLite's primary result code for a lock that somebody else holds (its page "Result and Error Codes"). */
const BUSY = 5;

/**
 * A lock that only one connection among all processes and threads can hold: SQLite's own lock, on an empty file. The
 * operating system releases it however the process ends, and readers of the file that it protects are not affected.
 */
export class FileLock {
  readonly #file: string;
  #held: DatabaseSync | null = null;
  #identity: string | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  /** Also false if the locked file was removed or replaced: somebody else may have locked a new one by then. */
  get isHeld(): boolean {
    return this.#held !== null && fileIdentity(this.#file) === this.#identity;
  }

  /**
   * Takes the lock, or keeps it.
   *
   * @returns false if somebody else holds it.
   * @throws Error of SQLite or the file system if the file cannot be locked at all.
   */
  hold(): boolean {
    if (this.isHeld) return true;
    this.letGo();
    makePrivateDatabase(this.#file);
    const lock = new DatabaseSync(this.#file, { timeout: 0 });
    try {
      // No journal on the disk, so that locking works even if there is no space for one.
      lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    } catch (error) {
      lock.close();
      if (isBusy(error)) return false;
      throw error;
    }
    this.#held = lock;
    this.#identity = fileIdentity(this.#file);
    return true;
  }

  letGo(): void {
    this.#held?.close();
    this.#held = null;
  }
}

const isBusy = (error: unknown): boolean =>
  ((error as { readonly errcode?: unknown }).errcode as number) % 256 === BUSY;
