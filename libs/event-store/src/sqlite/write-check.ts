import type { DatabaseSync } from 'node:sqlite';
import { EMPTY_PROBE, FILL_PROBE } from './sql.js';
import { inTransaction } from './transaction.js';

/** Space for a large webhook: a store with less is as good as full. */
const PROBE_BYTES = 64 * 1024;

/**
 * Throws SQLite's error if a write would fail. That a transaction can begin says nothing about space on the disk,
 * so after a failure (`hasFailed`) only a write that is really committed counts.
 */
export function checkWrite(db: DatabaseSync, hasFailed: boolean): void {
  if (!hasFailed) {
    inTransaction(db, () => undefined);
    return;
  }
  inTransaction(db, () => db.prepare(FILL_PROBE).run(PROBE_BYTES));
  inTransaction(db, () => db.prepare(EMPTY_PROBE).run());
}
