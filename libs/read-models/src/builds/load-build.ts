import type { Instant, Position } from '@subledger/domain';
import { sql } from 'kysely';
import type { Database } from '../database.js';
import type { Build } from './build.js';
import { moveCheckpoint } from './change-builds.js';
import { nameInBuild } from './layout.js';

/** Says how many events' worth of work a load of a whole build has done; its position comes with its end. */
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
 * Says that a build that was loaded whole has come so far.
 *
 * @throws LedgerError `wrong-expected-revision` where another projector has fed it meanwhile, or it is gone.
 */
export async function finishLoad(
  transaction: Database,
  build: number,
  { to, applied, at }: { readonly to: Position; readonly applied: number; readonly at: Instant },
): Promise<void> {
  await moveCheckpoint(transaction, build, { from: null, to, applied: 0, at });
  await transaction.updateTable('builds').set({ applied }).where('build', '=', build).execute();
}

/** Empties a build's tables; their indices stay as they are. */
export async function emptyBuild(transaction: Database, build: Build): Promise<void> {
  for (const table of build.tables)
    await sql`DELETE FROM ${sql.table(nameInBuild(table, build.build))}`.execute(transaction);
}
