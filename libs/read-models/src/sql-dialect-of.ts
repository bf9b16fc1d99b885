import { PostgresAdapter } from 'kysely';
import type { Database } from './database.js';
import { postgresSql } from './postgres/postgres-sql.js';
import type { SqlDialect } from './sql-dialect.js';
import { sqliteSql } from './sqlite/sqlite-sql.js';

/** The dialect of the database that a connection, or a transaction on one, speaks to. */
export const sqlDialectOf = (database: Database): SqlDialect =>
  database.getExecutor().adapter instanceof PostgresAdapter ? postgresSql : sqliteSql;
