import { type Instant, LedgerError } from '@subledger/domain';
import type { Database } from '../database.js';
import { sqlDialectOf } from '../sql-dialect-of.js';
import { findRebuild, literalState } from './build.js';
import { nameInBuild, tablesOf } from './layout.js';

/**
 * Whoever has read a view holds it until their transaction ends, and a promotion that waits for it holds up whoever reads
 * the view next, and what feeds the build that answers.
 */
const VIEW_LOCK_WAIT_MS = 1_000;

/**
 * The build takes over: from this commit on it is live, and the previous live build is retired.
 *
 * @param how whether it must still be let (by `letPromote`, or from its beginning), which may be taken back meanwhile.
 * @throws LedgerError `not-found` where it is not being built; `rebuild-not-ready` where it has not come as far as
 *   what answers, or is not let any more.
 */
export async function promoteBuild(
  transaction: Database,
  build: number,
  at: Instant,
  { onlyIfLet }: { readonly onlyIfLet: boolean } = { onlyIfLet: false },
): Promise<void> {
  const next = await findRebuild(transaction, build);
  // From here on nobody can move the old checkpoint, so no answer can go back in time.
  const [live] = await transaction
    .updateTable('builds')
    .set({ state: 'retired', updated_at: at })
    .where('projection', '=', next.projection)
    .where('state', '=', literalState('live'))
    .returning('position')
    .execute();
  if (live !== undefined && (await positionKeyOf(transaction, build)) < live.position)
    throw new LedgerError('rebuild-not-ready', 'The rebuild is still behind the live read model.');
  const { numUpdatedRows } = await transaction
    .updateTable('builds')
    .set({ state: 'live', promoted_at: at, updated_at: at })
    .where('build', '=', build)
    .where('promotes', '>=', onlyIfLet ? 1 : 0)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n)
    throw new LedgerError('rebuild-not-ready', 'The rebuild was told not to take over.');
  await sqlDialectOf(transaction).boundLockWaits(transaction, VIEW_LOCK_WAIT_MS);
  await pointViews(transaction, next.projection, build);
}

/** The sort key of a build's checkpoint, read again once the old build is locked. */
async function positionKeyOf(transaction: Database, build: number): Promise<string> {
  const row = await transaction
    .selectFrom('builds')
    .select('position')
    .where('build', '=', build)
    .executeTakeFirstOrThrow();
  return row.position;
}

/**
 * Says that a build takes over by itself as soon as it has caught up; false where that had been said before.
 *
 * @throws LedgerError `not-found`.
 */
export async function letPromote(database: Database, build: number): Promise<boolean> {
  const isSaid = await sayWhetherPromotes(database, build, 1);
  if (!isSaid) await findRebuild(database, build);
  return isSaid;
}

/** Takes that back; false where it is too late, because the build answers or is gone. */
export const keepFromPromoting = (database: Database, build: number): Promise<boolean> =>
  sayWhetherPromotes(database, build, 0);

/** In one statement, which waits for a promotion that is under way and then sees what became of it. */
async function sayWhetherPromotes(
  database: Database,
  build: number,
  promotes: 0 | 1,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('builds')
    .set({ promotes })
    .where('build', '=', build)
    .where('state', '=', literalState('building'))
    .where('promotes', '<>', promotes)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** The plain names are views of the live tables: queries use them, and people may join against them. */
export async function pointViews(
  transaction: Database,
  projection: string,
  build: number,
): Promise<void> {
  const dialect = sqlDialectOf(transaction);
  for (const table of tablesOf(projection))
    await dialect.pointView(transaction, table, nameInBuild(table, build));
}
