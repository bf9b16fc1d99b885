import { type Instant, LedgerError, type Position, positionSortKey } from '@subledger/domain';
import { sql } from 'kysely';
import type { Database } from '../database.js';
import {
  type Build,
  type BuildFailure,
  findBuild,
  findBuildIn,
  findRebuild,
  type LastEvent,
  literalState,
} from './build.js';
import { sqlDialectOf } from '../sql-dialect-of.js';
import { createIndices } from './indices.js';
import { LAYOUTS, nameInBuild, tablesOf } from './layout.js';

/**
 * Whoever has read a view holds it until their transaction ends, and a promotion that waits for it holds up whoever reads
 * the view next, and what feeds the build that answers.
 */
const VIEW_LOCK_WAIT_MS = 1_000;

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

/**
 * Moves a build's checkpoint from where the projector believes it to be: a compare-and-set, in the transaction
 * that applies the events, so that one of two projectors is turned away before it does harm.
 *
 * @throws LedgerError `wrong-expected-revision` if another has moved it, or the build is gone.
 */
export async function moveCheckpoint(
  transaction: Database,
  build: number,
  move: {
    readonly from: Position | null;
    readonly to: Position;
    /** The last event up to the new position; null if none has come since `from`. */
    readonly lastEvent: LastEvent | null;
    readonly applied: number;
    readonly at: Instant;
    /** Whether a first build is live from here on. */
    readonly isWhole?: boolean;
  },
): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('builds')
    .set((row) => ({
      ...(move.isWhole === true ? { promoted_at: move.at } : {}),
      position: positionSortKey(move.to),
      ...(move.lastEvent === null ? {} : { last_event: JSON.stringify(move.lastEvent) }),
      applied: row('applied', '+', move.applied),
      failure: null,
      updated_at: move.at,
    }))
    .where('build', '=', build)
    .where('state', '<>', literalState('retired'))
    .where('position', '=', positionKey(move.from))
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) throw movedByAnother(build);
}

/** Says that a first build has taken in what the log held when it began. */
export async function letAnswer(transaction: Database, build: number, at: Instant): Promise<void> {
  await transaction
    .updateTable('builds')
    .set({ promoted_at: at })
    .where('build', '=', build)
    .where('state', '=', literalState('live'))
    .where('promoted_at', 'is', null)
    .execute();
}

/**
 * Blocks whoever feeds the live build, until the transaction ends.
 *
 * @throws LedgerError `not-found` if the build is no longer live.
 */
export async function lockLive(transaction: Database, build: number): Promise<Build> {
  await transaction
    .updateTable('builds')
    .set((row) => ({ position: row.ref('position') }))
    .where('build', '=', build)
    .execute();
  const live = await findBuild(transaction, build);
  if (live?.state !== 'live')
    throw new LedgerError('not-found', 'This build is not live any more.');
  return live;
}

/**
 * Says that a build stands still at an event, behind what was applied last.
 *
 * @throws LedgerError `wrong-expected-revision` when another has gone on from there, or the build is gone.
 */
export async function setFailure(
  database: Database,
  build: number,
  failure: BuildFailure,
  from: Position | null,
): Promise<void> {
  const { numUpdatedRows } = await database
    .updateTable('builds')
    .set({ failure: JSON.stringify(failure) })
    .where('build', '=', build)
    .where('state', '<>', literalState('retired'))
    .where('position', '=', positionKey(from))
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) throw movedByAnother(build);
}

/** Says that a build may try again. */
export async function clearFailure(transaction: Database, build: number): Promise<void> {
  await transaction
    .updateTable('builds')
    .set({ failure: null })
    .where('build', '=', build)
    .execute();
}

const movedByAnother = (build: number): LedgerError =>
  new LedgerError(
    'wrong-expected-revision',
    `Another projector has moved the checkpoint of build ${build}, or the build is gone.`,
  );

const positionKey = (position: Position | null): string =>
  position === null ? '' : positionSortKey(position);

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

/** The plain names are views of the live tables: queries use them, and people may join against them. */
async function pointViews(transaction: Database, projection: string, build: number): Promise<void> {
  const dialect = sqlDialectOf(transaction);
  for (const table of tablesOf(projection))
    await dialect.pointView(transaction, table, nameInBuild(table, build));
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
