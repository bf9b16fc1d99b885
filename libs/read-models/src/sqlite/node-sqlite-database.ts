import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/** Kysely's queries use a small number of texts; more prepared ones than this mean a leak. */
const MAX_PREPARED = 500;

/**
 * Node's own SQLite behind the interface that Kysely's SQLite dialect expects, with statements prepared only once.
 */
export class NodeSqliteDatabase implements SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, SqliteStatement>();
  readonly #rollback: SqliteStatement;
  readonly #onFault: (error: unknown) => void;

  /** @param onFault called with every error before it is thrown. */
  constructor(database: DatabaseSync, onFault: (error: unknown) => void = () => undefined) {
    this.#database = database;
    this.#onFault = onFault;
    this.#rollback = rollbackOf(database);
  }

  prepare(sql: string): SqliteStatement {
    if (sql === 'rollback') return this.#rollback;
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.#telling(() => adapt(this.#database.prepare(sql), this.#telling));
    if (this.#prepared.size >= MAX_PREPARED) this.#prepared.clear();
    this.#prepared.set(sql, statement);
    return statement;
  }

  readonly #telling: Telling = (work) => {
    try {
      return work();
    } catch (error) {
      this.#onFault(error);
      throw error;
    }
  };

  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }
}

/**
 * A full disk and other faults end a transaction by themselves. A second rollback would fail, and its error would
 * hide the original one, which says that the database is in trouble and no event is to blame.
 */
function rollbackOf(database: DatabaseSync): SqliteStatement {
  const roll = (): { changes: number; lastInsertRowid: number } => {
    if (database.isTransaction) database.exec('ROLLBACK');
    return { changes: 0, lastInsertRowid: 0 };
  };
  return { reader: false, all: () => [], run: roll, iterate: () => [].values() };
}

type Telling = <T>(work: () => T) => T;

function adapt(statement: StatementSync, telling: Telling): SqliteStatement {
  const bind = (parameters: readonly unknown[]): SQLInputValue[] => parameters as SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => telling(() => statement.all(...bind(parameters))),
    run: (parameters) => telling(() => statement.run(...bind(parameters))),
    iterate: (parameters) => telling(() => statement.iterate(...bind(parameters))),
  };
}
