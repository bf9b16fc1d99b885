import { type Instant, LedgerError, type Position } from '@subledger/domain';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Database } from '../database.js';
import { positionOfKey } from '../position-key.js';
import type { BuildRow } from '../tables.js';
import { type ProjectedTable, tablesOf } from './layout.js';

/** `live` answers; `building` is built beside it until it takes over; `retired` waits to be removed. */
export type BuildState = 'live' | 'building' | 'retired';

/**
 * A state as a literal in the statement. An index of the catalog covers only some states: with a bound state
 * SQLite cannot know whether the index applies, and would compile the statement again at every execution.
 */
export const literalState = (state: BuildState): RawBuilder<BuildState> => sql.lit(state);

/** One set of a projection's tables, and how far it has come. */
export interface Build {
  readonly build: number;
  readonly projection: string;
  readonly version: number;
  /** The translation that wrote it; if that is not the current one, a rebuild may give other answers. */
  readonly translation: string;
  readonly state: BuildState;
  /** Whether it takes over by itself once it has caught up. */
  readonly promotes: boolean;
  readonly position: Position | null;
  /** The last event up to that position; null before the first. */
  readonly lastEvent: LastEvent | null;
  /** Events it has applied. */
  readonly applied: number;
  /** The event that it stands still at, and why. */
  readonly failure: BuildFailure | null;
  readonly startedAt: Instant;
  readonly updatedAt: Instant;
  /** When it went live; null for a rebuild, and for a first build that has not applied the log yet. */
  readonly promotedAt: Instant | null;
  readonly tables: readonly ProjectedTable[];
}

/** Identifies an event and thereby its log: another log has a different event at the same position. */
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

/** The rebuild with this number. @throws LedgerError `not-found` if nothing is being built under it. */
export async function findRebuild(database: Database, build: number): Promise<Build> {
  const found = await findBuild(database, build);
  if (found?.state !== 'building') throw noRebuild();
  return found;
}

export const noRebuild = (): LedgerError =>
  new LedgerError('not-found', 'There is no such rebuild.');

/** The build of a projection in a given state; there is at most one. */
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

/** The position that the live build has reached; null before its first event, and if it is not live yet. */
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
