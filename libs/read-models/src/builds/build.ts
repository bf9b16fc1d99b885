import { type Instant, LedgerError, type Position, positionFromSortKey } from '@subledger/domain';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Database } from '../database.js';
import type { BuildRow } from '../tables.js';
import { type ProjectedTable, tablesOf } from './layout.js';

/** `live` answers; `building` grows beside it until it takes over; what is `retired` waits to be removed. */
export type BuildState = 'live' | 'building' | 'retired';

/**
 * A state as part of the statement. An index of the catalog holds for some states only: of a state that is bound, SQLite
 * does not know whether the index serves, and compiles the statement anew each time that it is carried out.
 */
export const literalState = (state: BuildState): RawBuilder<BuildState> => sql.lit(state);

/** One set of a projection's tables, and how far it has come. */
export interface Build {
  readonly build: number;
  readonly projection: string;
  readonly version: number;
  /** Which translation wrote it: of another one, a rebuild may tell more. */
  readonly translation: string;
  readonly state: BuildState;
  /** Whether it takes over by itself once it has caught up. */
  readonly promotes: boolean;
  readonly position: Position | null;
  /** The last one up to there; null before the first. */
  readonly lastEvent: LastEvent | null;
  /** Events it has applied. */
  readonly applied: number;
  /** The event that it stands still at, and why. */
  readonly failure: BuildFailure | null;
  readonly startedAt: Instant;
  readonly updatedAt: Instant;
  /** Since when it answers; null for a rebuild, and for a first build that has not taken in the log yet. */
  readonly promotedAt: Instant | null;
  readonly tables: readonly ProjectedTable[];
}

/** Tells an event from every other, and its log from another one, which has something at the same position, too. */
export interface LastEvent {
  readonly eventId: string;
  readonly stream: string;
  readonly revision: string;
  readonly position: Position;
}

export interface BuildFailure {
  readonly eventId: string;
  readonly position: Position;
  readonly reason: string;
  readonly at: Instant;
}

/** Every build, the live one of each projection first. */
export async function listBuilds(database: Database): Promise<readonly Build[]> {
  const rows = await database
    .selectFrom('builds')
    .selectAll()
    .where('state', '<>', literalState('retired'))
    .orderBy('projection')
    .orderBy('state', 'desc')
    .execute();
  return rows.map(buildFromRow);
}

export async function findBuild(database: Database, build: number): Promise<Build | undefined> {
  const row = await database
    .selectFrom('builds')
    .selectAll()
    .where('build', '=', build)
    .executeTakeFirst();
  return row && buildFromRow(row);
}

/** The rebuild of this number. @throws LedgerError `not-found` where nothing is being built under it. */
export async function findRebuild(database: Database, build: number): Promise<Build> {
  const found = await findBuild(database, build);
  if (found?.state !== 'building') throw noRebuild();
  return found;
}

export const noRebuild = (): LedgerError =>
  new LedgerError('not-found', 'There is no such rebuild.');

/** The build of a projection that is in a state; there is at most one. */
export async function findBuildIn(
  database: Database,
  projection: string,
  state: BuildState,
): Promise<Build | undefined> {
  const row = await database
    .selectFrom('builds')
    .selectAll()
    .where('projection', '=', projection)
    .where('state', '=', literalState(state))
    .executeTakeFirst();
  return row && buildFromRow(row);
}

/** How far the build that answers has come; null before its first event, and where it does not answer yet. */
export async function loadCheckpoint(
  database: Database,
  projection: string,
): Promise<Position | null> {
  const row = await database
    .selectFrom('builds')
    .select('position')
    .where('projection', '=', projection)
    .where('state', '=', literalState('live'))
    .where('promoted_at', 'is not', null)
    .executeTakeFirst();
  return row === undefined ? null : positionOfKey(row.position);
}

const buildFromRow = (row: Selectable<BuildRow>): Build => ({
  build: row.build,
  projection: row.projection,
  version: row.version,
  translation: row.translation,
  state: row.state as BuildState,
  promotes: row.promotes === 1,
  position: positionOfKey(row.position),
  lastEvent: row.last_event === null ? null : (JSON.parse(row.last_event) as LastEvent),
  applied: row.applied,
  failure: row.failure === null ? null : (JSON.parse(row.failure) as BuildFailure),
  startedAt: row.started_at as Instant,
  updatedAt: row.updated_at as Instant,
  promotedAt: row.promoted_at as Instant | null,
  tables: tablesOf(row.projection),
});

/** The catalog writes no position as an empty text, which sorts before every other. */
export const positionOfKey = (key: string): Position | null =>
  key === '' ? null : positionFromSortKey(key);
