import { FileLock } from '@subledger/configuration/files';
import { LedgerError } from '@subledger/domain';
import { asLedgerError } from './sqlite-fault.js';

/**
 * Lets one process write to a log, and any number read it. `locking_mode=EXCLUSIVE` on the log itself would shut out its
 * readers.
 *
 * @throws LedgerError `store-unavailable` where another writer is alive.
 */
export function lockForWriting(file: string): FileLock {
  const lock = new FileLock(`${file}-writer`);
  if (isHeld(lock, file)) return lock;
  throw new LedgerError('store-unavailable', `another process is writing to ${file}`);
}

function isHeld(lock: FileLock, file: string): boolean {
  try {
    return lock.hold();
  } catch (error) {
    throw asLedgerError(`cannot lock ${file} for writing`, error);
  }
}
