import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { fileIdentity, type FileLock } from '@subledger/configuration/files';
import { LedgerError } from '@subledger/domain';

/**
 * Notices when an open log loses its place, because somebody restores a backup, or cleans up. SQLite goes on writing to a
 * file that has lost its name, and what is acknowledged then is gone with the process (its page "How To Corrupt An SQLite
 * Database File", section 2.4).
 */
export class LogPlace {
  readonly #lock: FileLock;
  readonly #files: readonly (readonly [file: string, identity: string | null])[];

  /** @param file an open log, with its write-ahead log. */
  constructor(file: string, lock: FileLock) {
    this.#lock = lock;
    this.#files = [file, `${realpathSync(file)}-wal`].map((one) => [one, fileIdentity(one)]);
  }

  /** @throws LedgerError `store-unavailable` if another file, or none, is in its place, or somebody else may write. */
  assert(): void {
    for (const [file, identity] of this.#files)
      if (fileIdentity(file) !== identity)
        throw new LedgerError(
          'store-unavailable',
          `${basename(file)} was removed or replaced while it was open: put it back, or restart with what is there now.`,
        );
    if (!this.#lock.hold())
      throw new LedgerError('store-unavailable', 'Another process has begun to write to the log.');
  }
}
