import { DatabaseSync } from 'node:sqlite';
import { fileIdentity } from './file-identity.js';
import { makePrivateDatabase } from './private-database.js';

/** SQLite's primary result code for a lock that somebody else holds (its page "Result and Error Codes"). */
const BUSY = 5;

/**
 * A lock that one connection holds, of all processes and threads: SQLite's own, on an empty file. The operating system
 * lets go of it however the process ends, and whoever reads the file that it stands for never meets it.
 */
export class FileLock {
  readonly #file: string;
  #held: DatabaseSync | null = null;
  #identity: string | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  /** False also where the locked file was removed or replaced: somebody else may have locked another one by then. */
  get isHeld(): boolean {
    return this.#held !== null && fileIdentity(this.#file) === this.#identity;
  }

  /**
   * Takes the lock, or keeps it.
   *
   * @returns false where somebody else holds it.
   * @throws Error of SQLite or the file system where the file cannot be locked at all.
   */
  hold(): boolean {
    if (this.isHeld) return true;
    this.letGo();
    makePrivateDatabase(this.#file);
    const lock = new DatabaseSync(this.#file, { timeout: 0 });
    try {
      // No journal on the disk, so that locking works where there is no room for one.
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
