import { sql } from 'kysely';
import type { Database } from '../database.js';
import type { Build } from './build.js';
import { nameInBuild, type ProjectedTable } from './layout.js';

/** A row that one build has and the other has not. */
export interface RowDifference {
  readonly table: ProjectedTable;
  /** In which of the two it stands. */
  readonly only: 'first' | 'second';
  readonly row: Readonly<Record<string, unknown>>;
}

/** The rows in which two builds of one projection differ; at most `limit`. */
export async function compareBuilds(
  snapshot: Database,
  first: Build,
  second: Build,
  limit: number,
): Promise<readonly RowDifference[]> {
  const found: RowDifference[] = [];
  for (const table of first.tables)
    for (const only of ['first', 'second'] as const) {
      const [here, there] = only === 'first' ? [first, second] : [second, first];
      const rows = await sql<Record<string, unknown>>`
        SELECT * FROM ${sql.table(nameInBuild(table, here.build))}
        EXCEPT SELECT * FROM ${sql.table(nameInBuild(table, there.build))}
        LIMIT ${limit - found.length}`.execute(snapshot);
      found.push(...rows.rows.map((row) => ({ table, only, row: { ...row } })));
      if (found.length >= limit) return found;
    }
  return found;
}
