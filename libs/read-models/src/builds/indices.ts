import { sql } from 'kysely';
import type { Database } from '../database.js';
import { LAYOUTS, nameInBuild } from './layout.js';

interface OfBuild {
  readonly projection: string;
  readonly build: number;
}

/** Creates the missing indices of a build's tables. */
export async function createIndices(transaction: Database, of: OfBuild): Promise<void> {
  for (const { name, table, columns, unique } of indicesOf(of))
    await sql`CREATE ${sql.raw(unique ?? '')} INDEX IF NOT EXISTS ${sql.table(name)} ON ${sql.table(table)} (${sql.raw(columns)})`.execute(
      transaction,
    );
}

/** Drops them: filling a table in the order of its key is fast, but every further index has an order of its own. */
export async function dropIndices(transaction: Database, of: OfBuild): Promise<void> {
  for (const { name } of indicesOf(of))
    await sql`DROP INDEX IF EXISTS ${sql.table(name)}`.execute(transaction);
}

const indicesOf = ({ projection, build }: OfBuild) =>
  Object.entries(LAYOUTS[projection] ?? {}).flatMap(([table, { indices }]) =>
    (indices ?? []).map(([index, columns, unique]) => ({
      name: `${nameInBuild(table, build)}_${index}`,
      table: nameInBuild(table, build),
      columns,
      unique,
    })),
  );
