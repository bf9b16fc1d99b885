import type { Instant } from '@subledger/domain';
import { sql } from 'kysely';
import type { Database } from '../database.js';
import type { Build, LastEvent } from './build.js';
import { moveCheckpoint } from './feed-build.js';
import { hasKeyBeside, keyColumnsOf, nameInBuild } from './layout.js';

/** Reports the work that a bulk load has done, in events; the position is only set at its end. */
export async function reportLoad(
  transaction: Database,
  build: number,
  { applied, at }: { readonly applied: number; readonly at: Instant },
): Promise<void> {
  await transaction
    .updateTable('builds')
    .set({ applied, updated_at: at })
    .where('build', '=', build)
    .where('position', '=', '')
    .execute();
}

/**
 * Records that a bulk-loaded build has reached an event.
 *
 * @throws LedgerError `wrong-expected-revision` if another projector has fed it in the meantime, or it is gone.
 */
export async function finishLoad(
  transaction: Database,
  build: number,
  {
    lastEvent,
    applied,
    at,
  }: { readonly lastEvent: LastEvent; readonly applied: number; readonly at: Instant },
): Promise<void> {
  await moveCheckpoint(transaction, build, {
    from: null,
    to: lastEvent.position,
    lastEvent,
    applied: 0,
    at,
  });
  await transaction.updateTable('builds').set({ applied }).where('build', '=', build).execute();
}

/** Empties a build's tables; their indices stay. */
export async function emptyBuild(transaction: Database, build: Build): Promise<void> {
  for (const table of build.tables)
    await sql`DELETE FROM ${sql.table(nameInBuild(table, build.build))}`.execute(transaction);
}

/**
 * Removes the duplicate rows of an interrupted load: some tables have no key until their indices exist. Only if
 * the read models are a file on this machine.
 */
export async function removeTwins(
  transaction: Database,
  { projection, build, tables }: Build,
): Promise<void> {
  for (const table of tables.filter((one) => hasKeyBeside(projection, one))) {
    const name = sql.table(nameInBuild(table, build));
    const key = sql.join(keyColumnsOf(projection, table).map((column) => sql.ref(column)));
    await sql`DELETE FROM ${name} WHERE rowid IN (
      SELECT place FROM (
        SELECT rowid AS place, row_number() OVER (PARTITION BY ${key}) AS copy FROM ${name}
      ) WHERE copy > 1
    )`.execute(transaction);
  }
}
