import { isPostgresFault } from './postgres/postgres-fault.js';
import { isSqliteFault } from './sqlite/sqlite-fault.js';

/**
 * Whether an error concerns the database itself: then waiting may help, and no event is to blame. Recognised by
 * shape, because an error may come from another realm.
 */
export function isDatabaseFault(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  return isSqliteFault(error) || isPostgresFault(error);
}
