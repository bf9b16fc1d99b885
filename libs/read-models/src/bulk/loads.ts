import { sql } from 'kysely';
import type { Database } from '../database.js';

/** How far the rows of a bulk load have come. */
export interface Load {
  /**
   * Distinguishes this load from every other one: a build's number is used again once the file or the build was
   * lost.
   */
  readonly token: string;
  /** Everything in the parts before this one is written. */
  readonly parts: number;
}

/**
 * Progress is recorded in the same database as the rows, so that after a power cut neither is there without the
 * other. What a load stores elsewhere is only valid together with this.
 */
export async function createLoads(database: Database): Promise<void> {
  await sql`CREATE TABLE IF NOT EXISTS loads (build INTEGER PRIMARY KEY, token TEXT NOT NULL,
    parts INTEGER NOT NULL) STRICT`.execute(database);
}

/** Undefined if nothing of the build was loaded, or if it was loaded into another file. */
export const findLoad = (database: Database, build: number): Promise<Load | undefined> =>
  database
    .selectFrom('loads')
    .select(['token', 'parts'])
    .where('build', '=', build)
    .executeTakeFirst();

/** Replaces any earlier load of the build. */
export async function beginLoad(
  transaction: Database,
  build: number,
  token: string,
): Promise<void> {
  await forgetLoad(transaction, build);
  await transaction.insertInto('loads').values({ build, token, parts: 0 }).execute();
}

export async function recordParts(
  transaction: Database,
  build: number,
  parts: number,
): Promise<void> {
  await transaction.updateTable('loads').set({ parts }).where('build', '=', build).execute();
}

/** Also deletes entries of builds that no longer exist. */
export async function forgetLoad(transaction: Database, build: number): Promise<void> {
  await transaction
    .deleteFrom('loads')
    .where((row) =>
      row.or([
        row('build', '=', build),
        row('build', 'not in', row.selectFrom('builds').select('builds.build')),
      ]),
    )
    .execute();
}
