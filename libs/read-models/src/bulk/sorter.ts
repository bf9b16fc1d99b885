import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Environment } from '@subledger/domain';
import type { CustomerProfileRow, SubjectProfileRow } from '../tables.js';
import type { SqlValue } from './flat-rows.js';

/** What one subject adds to the comparison of a profile's total with its money. */
export interface TotalRow {
  readonly environment: Environment;
  readonly profile: string;
  /** The profile's id. */
  readonly profile_id: string;
  /** JSON, written and read by the code that compares. */
  readonly told: string;
}

/** The rows that need an order other than that of the parts they come from. */
export interface SortedRows {
  claims: SubjectProfileRow;
  identities: CustomerProfileRow;
  totals: TotalRow;
}

type Kind = keyof SortedRows;

/** Columns in the order of the values. */
export const SORTED_COLUMNS = {
  claims: ['environment', 'profile', 'subject', 'long_profile', 'long_subject', 'recorded_at'],
  identities: [
    'environment',
    'customer',
    'profile',
    'long_customer',
    'long_profile',
    'recorded_at',
  ],
  totals: ['environment', 'profile', 'profile_id', 'told'],
} as const satisfies { readonly [K in Kind]: readonly (keyof SortedRows[K])[] };

/** Rows of one part, as a list of values. */
export type Unsorted = Readonly<Record<Kind, readonly SqlValue[]>>;

const KINDS = Object.keys(SORTED_COLUMNS) as Kind[];

/** Of each pair, the one that was recorded first; for totals, every row. */
const SORT: Readonly<Record<Kind, string>> = {
  claims: earliest('claims', ['environment', 'profile', 'subject']),
  identities: earliest('identities', ['environment', 'customer', 'profile']),
  totals: 'SELECT * FROM totals ORDER BY environment, profile, part',
};

function earliest(kind: 'claims' | 'identities', key: readonly string[]): string {
  const columns = SORTED_COLUMNS[kind].slice(0, -1).join(', ');
  return `SELECT ${columns}, min(recorded_at) AS recorded_at FROM ${kind} GROUP BY ${key.join(', ')} ORDER BY ${key.join(', ')}`;
}

/**
 * A file beside a bulk load: how far the load has come, and the rows that wait to be written in the order of their
 * keys. SQLite sorts them in bounded memory. After a kill, the load resumes from this state.
 */
export class Sorter {
  readonly #database: DatabaseSync;
  readonly #insert: ReadonlyMap<Kind, StatementSync>;

  constructor(folder: string) {
    this.#database = new DatabaseSync(join(folder, 'sorter.sqlite'));
    this.#database.exec(
      'PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-8192',
    );
    this.#database.exec(
      'CREATE TABLE IF NOT EXISTS progress (id INTEGER PRIMARY KEY, state TEXT NOT NULL)',
    );
    this.#insert = new Map(KINDS.map((kind) => [kind, this.#tableFor(kind)]));
  }

  #tableFor(kind: Kind): StatementSync {
    const columns = SORTED_COLUMNS[kind];
    this.#database.exec(
      `CREATE TABLE IF NOT EXISTS ${kind} (part INTEGER, ${columns.map((name) => `${name} TEXT`).join(', ')})`,
    );
    return this.#database.prepare(
      `INSERT INTO ${kind} VALUES (?, ${columns.map(() => '?').join(', ')})`,
    );
  }

  /** What was last saved; undefined at the beginning. */
  get state(): string | undefined {
    return this.#database.prepare('SELECT state FROM progress').get()?.state as string | undefined;
  }

  save(state: string): void {
    this.#database.prepare('INSERT OR REPLACE INTO progress VALUES (1, ?)').run(state);
  }

  /** Adds a part's rows and saves the state, both or nothing. */
  add(part: number, unsorted: Unsorted, state: string): void {
    this.#database.exec('BEGIN');
    for (const [kind, insert] of this.#insert) {
      const values = unsorted[kind];
      const width = SORTED_COLUMNS[kind].length;
      for (let at = 0; at < values.length; at += width)
        insert.run(part, ...values.slice(at, at + width));
    }
    this.save(state);
    this.#database.exec('COMMIT');
  }

  /** Starts over. */
  clear(): void {
    const empty = [...KINDS, 'progress'].map((table) => `DELETE FROM ${table}`);
    this.#database.exec(`BEGIN; ${empty.join('; ')}; COMMIT;`);
  }

  /** All rows of a kind in the order of their keys. */
  sorted<K extends Kind>(kind: K): Iterable<SortedRows[K]> {
    const rows: Iterable<unknown> = this.#database.prepare(SORT[kind]).iterate();
    return rows as Iterable<SortedRows[K]>;
  }

  close(): void {
    this.#database.close();
  }
}
