import { type Instant, LedgerError } from '@subledger/domain';
import { sql } from 'kysely';
import type { Database } from '../database.js';
import { sqlDialectOf } from '../sql-dialect-of.js';
import { type Build, findBuild, findBuildIn, findRebuild, literalState } from './build.js';
import { createIndices } from './indices.js';
import { LAYOUTS, nameInBuild, tablesOf } from './layout.js';
import { pointViews } from './promote-build.js';

export interface NewBuild {
  readonly projection: string;
  readonly version: number;
  readonly translation: string;
  /** Whether it takes over by itself once it has caught up. */
  readonly promotes: boolean;
}

/**
 * Creates the tables of a new build, empty. The first build of a projection is the one that answers, once it has taken in
 * what the log holds now (`letAnswer`): out of a part of it somebody who has paid would be told that they have no access.
 * Every other one grows beside it.
 *
 * @throws LedgerError `rebuild-running` if one is already being built.
 */
export async function createBuild(
  transaction: Database,
  wanted: NewBuild,
  at: Instant,
): Promise<Build> {
  const live = await findBuildIn(transaction, wanted.projection, 'live');
  if ((await findBuildIn(transaction, wanted.projection, 'building')) !== undefined)
    throw runningAlready(wanted.projection);
  const created = await transaction
    .insertInto('builds')
    .values({
      projection: wanted.projection,
      version: wanted.version,
      translation: wanted.translation,
      state: live === undefined ? 'live' : 'building',
      promotes: wanted.promotes ? 1 : 0,
      position: '',
      last_event: null,
      applied: 0,
      failure: null,
      started_at: at,
      updated_at: at,
      promoted_at: null,
    })
    // Another process was faster: the catalog allows one build per state.
    .onConflict((conflict) => conflict.doNothing())
    .returning('build')
    .executeTakeFirst();
  if (created === undefined) throw runningAlready(wanted.projection);
  const { build } = created;
  await createTables(transaction, wanted.projection, build);
  if (live === undefined) await pointViews(transaction, wanted.projection, build);
  return existing(await findBuild(transaction, build));
}

const runningAlready = (projection: string): LedgerError =>
  new LedgerError('rebuild-running', `${projection} is already being rebuilt.`);

/**
 * Discards a build that is not live yet.
 *
 * @throws LedgerError `not-found` if it is not being built.
 */
export async function discardBuild(transaction: Database, build: number): Promise<void> {
  await removeBuild(transaction, await findRebuild(transaction, build));
}

/**
 * Drops the tables of a projection's retired builds. This is separate from the switch, which stays short that way,
 * and can be repeated after a crash.
 */
export async function removeRetired(database: Database, projection: string): Promise<void> {
  const retired = await database
    .selectFrom('builds')
    .select(['build', 'projection'])
    .where('projection', '=', projection)
    .where('state', '=', literalState('retired'))
    .execute();
  for (const one of retired)
    await database.transaction().execute((transaction) => removeBuild(transaction, one));
}

async function createTables(
  transaction: Database,
  projection: string,
  build: number,
): Promise<void> {
  for (const [table, { columns, isHeap = false }] of Object.entries(LAYOUTS[projection] ?? {}))
    await sqlDialectOf(transaction).createTable(transaction, {
      name: nameInBuild(table, build),
      columns,
      isHeap,
    });
  await createIndices(transaction, { projection, build });
}

async function removeBuild(
  transaction: Database,
  { build, projection }: Pick<Build, 'build' | 'projection'>,
): Promise<void> {
  // The catalog's row first: whoever still applies events to this build waits for that row, and then finds it
  // gone.
  await transaction.deleteFrom('builds').where('build', '=', build).execute();
  await transaction.deleteFrom('skipped_events').where('build', '=', build).execute();
  for (const table of tablesOf(projection))
    await sql`DROP TABLE IF EXISTS ${sql.table(nameInBuild(table, build))}`.execute(transaction);
}

function existing(build: Build | undefined): Build {
  if (build === undefined) throw new Error('A build that was just created is missing.');
  return build;
}
