import { sql } from 'kysely';
import type { SqlDialect } from '../sql-dialect.js';

/** Any number, as long as no other program on the database locks the same one. */
const CATALOG_LOCK = 7_318_230_412_118_401n;

/** Texts sort by their bytes, as in SQLite: positions, instants and keys rely on it. */
const typed = (columns: string): string =>
  columns.replaceAll(/\bTEXT\b/g, 'TEXT COLLATE "C"').replaceAll(/\bINTEGER\b/g, 'BIGINT');

export const postgresSql: SqlDialect = {
  hasOneConnection: false,
  identity: 'INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY',

  createTable: async (transaction, { name, columns }) => {
    await sql`CREATE TABLE ${sql.table(name)} (${sql.raw(typed(columns))})`.execute(transaction);
  },

  // Replaced in place, so that grants on it, and people's own views over it, stay.
  pointView: async (transaction, view, table) => {
    await sql`CREATE OR REPLACE VIEW ${sql.table(view)} AS SELECT * FROM ${sql.table(table)}`.execute(
      transaction,
    );
  },

  boundLockWaits: async (transaction, ms) => {
    await sql`SET LOCAL lock_timeout = ${sql.lit(ms)}`.execute(transaction);
  },

  lockCatalog: async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(${CATALOG_LOCK})`.execute(transaction);
    await createSchema(transaction);
    const found = await sql<{ is_there: boolean }>`
      SELECT to_regclass('schema_version') IS NOT NULL AS is_there`.execute(transaction);
    if (found.rows[0]?.is_there !== true) return 0;
    const stated = await sql<{ version: number }>`SELECT version FROM schema_version`.execute(
      transaction,
    );
    return stated.rows[0]?.version ?? 0;
  },

  writeCatalogVersion: async (transaction, version) => {
    await sql`CREATE TABLE schema_version (version BIGINT NOT NULL)`.execute(transaction);
    await sql`INSERT INTO schema_version VALUES (${version})`.execute(transaction);
    await sql`CREATE TABLE leases (
      projection TEXT COLLATE "C" PRIMARY KEY, holder TEXT NOT NULL, expires_at TIMESTAMPTZ NOT NULL
    )`.execute(transaction);
  },

  discarding: 'drop the schema of the read models with CASCADE',
};

/** Checked before it is created, because creating needs a right that the operator may not have granted. */
async function createSchema(transaction: Parameters<SqlDialect['lockCatalog']>[0]): Promise<void> {
  const found = await sql<{ path: string; is_there: boolean }>`
    SELECT current_setting('search_path') AS path,
      current_schema() IS NOT NULL AS is_there`.execute(transaction);
  const schema = found.rows[0];
  if (schema === undefined || schema.is_there) return;
  await sql`CREATE SCHEMA ${sql.id(schema.path)}`.execute(transaction);
}
