import { sql } from 'kysely';
import type { SqlDialect } from '../sql-dialect.js';

const IDENTITY = 'INTEGER PRIMARY KEY';

/** Tables are strict about their types, and stored in the order of their keys unless they are heaps. */
export const sqliteSql: SqlDialect = {
  hasOneConnection: true,
  identity: IDENTITY,

  createTable: async (transaction, { name, columns, isHeap = false }) => {
    const options = isHeap || columns.includes(IDENTITY) ? 'STRICT' : 'STRICT, WITHOUT ROWID';
    await sql`CREATE TABLE ${sql.table(name)} (${sql.raw(columns)}) ${sql.raw(options)}`.execute(
      transaction,
    );
  },

  pointView: async (transaction, view, table) => {
    await sql`DROP VIEW IF EXISTS ${sql.table(view)}`.execute(transaction);
    await sql`CREATE VIEW ${sql.table(view)} AS SELECT * FROM ${sql.table(table)}`.execute(
      transaction,
    );
  },

  // Nobody holds a view: a reader sees the file as it was.
  boundLockWaits: () => Promise.resolve(),

  lockCatalog: async (transaction) => {
    const found = await sql<{ user_version: number }>`PRAGMA user_version`.execute(transaction);
    return found.rows[0]?.user_version ?? 0;
  },

  writeCatalogVersion: async (transaction, version) => {
    await sql.raw(`PRAGMA user_version=${version}`).execute(transaction);
  },

  discarding: 'delete read-models.sqlite',
};
