import { DatabaseSync } from 'node:sqlite';
import { LedgerError } from '@subledger/domain';
import { asLedgerError, isBusy } from './sqlite-fault.js';

/**
 * Lets one process write to a log, and any number read it. The lock is SQLite's own, held on an empty file
 * beside the log: the operating system lets go of it however the process ends, and readers of the log,
 * which `locking_mode=EXCLUSIVE` on the log itself would shut out, never meet it.
 *
 * @returns what to close when writing ends.
 * @throws LedgerError `store-unavailable` where another writer is alive.
 */
export function lockForWriting(file: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(`${file}-writer`, { timeout: 0 });
    // No journal on the disk, so that locking works where there is no room for one.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    throw isBusy(error)
      ? new LedgerError('store-unavailable', `another process is writing to ${file}`, {
          cause: error,
        })
      : asLedgerError(`cannot lock ${file} for writing`, error);
  }
}
