import {
  CompiledQuery,
  type InsertObject,
  type InsertQueryBuilder,
  type InsertResult,
} from 'kysely';
import type { ProjectedTable } from './builds/layout.js';
import { nameIn } from './builds/tables-of-build.js';
import { inChunks } from './chunks.js';
import { sqlTextOf } from './precompiled.js';
import type { Database } from './database.js';
import type { Tables } from './tables.js';

type Insertion<T extends ProjectedTable> = InsertQueryBuilder<Tables, T, InsertResult>;

/**
 * Inserts rows, many with each statement. Building and compiling a statement with a thousand values took longer
 * than its execution in SQLite, so this happens once for each number of rows.
 *
 * @param rows all with the same columns.
 * @param complete says what happens if a row already exists; the same for all insertions into the table.
 */
export async function insertRows<T extends ProjectedTable>(
  database: Database,
  table: T,
  rows: readonly Tables[T][],
  complete: (insertion: Insertion<T>) => Insertion<T> = (insertion) => insertion,
): Promise<void> {
  for (const some of inChunks(rows)) {
    const columns = Object.keys(some[0] ?? {}) as (keyof Tables[T])[];
    const key = `${nameIn(database, table)} ${some.length} ${columns.join()}`;
    const text = sqlTextOf(database, key, () => {
      const insertion = database.insertInto(table);
      return complete(insertion.values(some as readonly InsertObject<Tables, T>[])).compile();
    });
    await database.executeQuery(CompiledQuery.raw(text, valuesOf(some, columns)));
  }
}

/** Row by row, in the order in which the statement was compiled. */
function valuesOf<Row>(rows: readonly Row[], columns: readonly (keyof Row)[]): unknown[] {
  const values: unknown[] = [];
  for (const row of rows) for (const column of columns) values.push(row[column]);
  return values;
}
