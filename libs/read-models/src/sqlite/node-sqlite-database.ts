import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/** Kysely's queries repeat a small number of texts; more than this many prepared ones means a leak. */
const MAX_PREPARED = 500;

/** Node's own SQLite in the shape that Kysely's SQLite dialect drives, with its statements prepared once. */
export class NodeSqliteDatabase implements SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, SqliteStatement>();
  readonly #rollback: SqliteStatement;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#rollback = rollbackOf(database);
  }

  prepare(sql: string): SqliteStatement {
    if (sql === 'rollback') return this.#rollback;
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = adapt(this.#database.prepare(sql));
    if (this.#prepared.size >= MAX_PREPARED) this.#prepared.clear();
    this.#prepared.set(sql, statement);
    return statement;
  }

  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }
}

/**
 * A full disk and other faults end a transaction by themselves. A second rollback would fail, and its error would hide
 * the first one, which says that the database is in trouble and no event is to blame.
 */
function rollbackOf(database: DatabaseSync): SqliteStatement {
  const roll = (): { changes: number; lastInsertRowid: number } => {
    if (database.isTransaction) database.exec('ROLLBACK');
    return { changes: 0, lastInsertRowid: 0 };
  };
  return { reader: false, all: () => [], run: roll, iterate: () => [].values() };
}

function adapt(statement: StatementSync): SqliteStatement {
  const bind = (parameters: readonly unknown[]): SQLInputValue[] => parameters as SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...bind(parameters)),
    run: (parameters) => statement.run(...bind(parameters)),
    iterate: (parameters) => statement.iterate(...bind(parameters)),
  };
}
