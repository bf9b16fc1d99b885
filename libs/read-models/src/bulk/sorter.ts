import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Environment } from '@subledger/domain';
import type { CustomerProfileRow, SubjectProfileRow } from '../tables.js';

/** What one subject adds to the comparison of a profile's total with its money. */
export interface TotalRow {
  readonly environment: Environment;
  readonly profile: string;
  /** The profile's id. */
  readonly profile_id: string;
  /** JSON, made and read by who compares. */
  readonly told: string;
}

/** Rows of one partition that belong in another order than the partition's. */
export interface Unsorted {
  readonly claims: readonly SubjectProfileRow[];
  readonly identities: readonly CustomerProfileRow[];
  readonly totals: readonly TotalRow[];
}

const CREATE = `
  CREATE TABLE IF NOT EXISTS claims (part INTEGER NOT NULL, environment TEXT NOT NULL, profile TEXT NOT NULL,
    subject TEXT NOT NULL, long_profile TEXT, long_subject TEXT, recorded_at TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS identities (part INTEGER NOT NULL, environment TEXT NOT NULL, customer TEXT NOT NULL,
    profile TEXT NOT NULL, long_customer TEXT, long_profile TEXT, recorded_at TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS totals (part INTEGER NOT NULL, environment TEXT NOT NULL, profile TEXT NOT NULL,
    profile_id TEXT NOT NULL, told TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS progress (id INTEGER PRIMARY KEY, state TEXT NOT NULL);
`;

/**
 * A file beside a bulk load: how far it has come, and the rows that wait to be written in the order of their keys.
 * SQLite sorts them in bounded memory. A killed process leaves a state to go on from.
 */
export class Sorter {
  readonly #database: DatabaseSync;
  readonly #insert: Readonly<Record<keyof Unsorted, StatementSync>>;

  constructor(folder: string) {
    this.#database = new DatabaseSync(join(folder, 'sorter.sqlite'));
    this.#database.exec(
      `PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32768; ${CREATE}`,
    );
    this.#insert = {
      claims: this.#database.prepare('INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?, ?)'),
      identities: this.#database.prepare('INSERT INTO identities VALUES (?, ?, ?, ?, ?, ?, ?)'),
      totals: this.#database.prepare('INSERT INTO totals VALUES (?, ?, ?, ?, ?)'),
    };
  }

  /** What was last saved; undefined at the beginning. */
  get state(): string | undefined {
    return this.#database.prepare('SELECT state FROM progress').get()?.state as string | undefined;
  }

  save(state: string): void {
    this.#database.prepare('INSERT OR REPLACE INTO progress VALUES (1, ?)').run(state);
  }

  /** Adds a partition's rows and saves the state, both or nothing. */
  add(part: number, { claims, identities, totals }: Unsorted, state: string): void {
    this.#database.exec('BEGIN');
    for (const row of claims)
      this.#insert.claims.run(
        part,
        row.environment,
        row.profile,
        row.subject,
        row.long_profile,
        row.long_subject,
        row.recorded_at,
      );
    for (const row of identities)
      this.#insert.identities.run(
        part,
        row.environment,
        row.customer,
        row.profile,
        row.long_customer,
        row.long_profile,
        row.recorded_at,
      );
    for (const row of totals)
      this.#insert.totals.run(part, row.environment, row.profile, row.profile_id, row.told);
    this.save(state);
    this.#database.exec('COMMIT');
  }

  /** Begins anew. */
  clear(): void {
    this.#database.exec(
      'BEGIN; DELETE FROM claims; DELETE FROM identities; DELETE FROM totals; DELETE FROM progress; COMMIT;',
    );
  }

  claims(): Iterable<SubjectProfileRow> {
    return this.#database
      .prepare(
        `SELECT environment, profile, subject, long_profile, long_subject, min(recorded_at) AS recorded_at
         FROM claims GROUP BY environment, profile, subject ORDER BY environment, profile, subject`,
      )
      .iterate() as Iterable<unknown> as Iterable<SubjectProfileRow>;
  }

  identities(): Iterable<CustomerProfileRow> {
    return this.#database
      .prepare(
        `SELECT environment, customer, profile, long_customer, long_profile, min(recorded_at) AS recorded_at
         FROM identities GROUP BY environment, customer, profile ORDER BY environment, customer, profile`,
      )
      .iterate() as Iterable<unknown> as Iterable<CustomerProfileRow>;
  }

  totals(): Iterable<TotalRow> {
    return this.#database
      .prepare(
        'SELECT environment, profile, profile_id, told FROM totals ORDER BY environment, profile, part',
      )
      .iterate() as Iterable<unknown> as Iterable<TotalRow>;
  }

  close(): void {
    this.#database.close();
  }
}
