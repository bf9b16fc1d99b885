import { type Kysely, sql } from 'kysely';
import { LedgerError } from '@subledger/domain';
import type { Tables } from './tables.js';

/** Raised with every change below; a file of another version is emptied and rebuilt from the log. */
const SCHEMA_VERSION = 1;

const TABLES = [
  sql`CREATE TABLE checkpoints (
    projection TEXT NOT NULL, version INTEGER NOT NULL, position TEXT NOT NULL, updated_at TEXT NOT NULL,
    PRIMARY KEY (projection, version)
  ) STRICT, WITHOUT ROWID`,
  sql`CREATE TABLE facts (
    environment TEXT NOT NULL, subject TEXT NOT NULL, event_id TEXT NOT NULL, recorded_at TEXT NOT NULL,
    fact TEXT NOT NULL,
    PRIMARY KEY (environment, subject, event_id)
  ) STRICT, WITHOUT ROWID`,
  sql`CREATE TABLE subject_profiles (
    environment TEXT NOT NULL, profile TEXT NOT NULL, subject TEXT NOT NULL, recorded_at TEXT NOT NULL,
    PRIMARY KEY (environment, profile, subject)
  ) STRICT, WITHOUT ROWID`,
  sql`CREATE TABLE customer_profiles (
    environment TEXT NOT NULL, customer TEXT NOT NULL, profile TEXT NOT NULL, recorded_at TEXT NOT NULL,
    PRIMARY KEY (environment, customer, profile)
  ) STRICT, WITHOUT ROWID`,
  sql`CREATE INDEX customer_profiles_by_profile ON customer_profiles (environment, profile)`,
  sql`CREATE TABLE events (
    environment TEXT NOT NULL, event_id TEXT NOT NULL, position TEXT NOT NULL, stream TEXT NOT NULL,
    revision TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, recorded_at TEXT NOT NULL, entry TEXT NOT NULL,
    PRIMARY KEY (environment, position)
  ) STRICT, WITHOUT ROWID`,
  sql`CREATE UNIQUE INDEX events_by_id ON events (event_id)`,
  sql`CREATE TABLE timeline (
    environment TEXT NOT NULL, owner TEXT NOT NULL, position TEXT NOT NULL,
    PRIMARY KEY (environment, owner, position)
  ) STRICT, WITHOUT ROWID`,
  sql`CREATE TABLE quarantine (
    environment TEXT NOT NULL, position TEXT NOT NULL, event_id TEXT NOT NULL, stream TEXT NOT NULL,
    reason TEXT NOT NULL, detail TEXT NOT NULL, recorded_at TEXT NOT NULL, body_sha256 TEXT NOT NULL,
    body_bytes INTEGER NOT NULL,
    PRIMARY KEY (environment, position)
  ) STRICT, WITHOUT ROWID`,
  sql`CREATE UNIQUE INDEX quarantine_by_id ON quarantine (event_id)`,
  sql`CREATE TABLE revenue (
    environment TEXT NOT NULL, subject TEXT NOT NULL, event_id TEXT NOT NULL, occurred_at TEXT NOT NULL,
    counted TEXT NOT NULL, product TEXT, store TEXT, country TEXT, currency TEXT, money TEXT,
    PRIMARY KEY (environment, subject, event_id)
  ) STRICT, WITHOUT ROWID`,
  sql`CREATE INDEX revenue_by_time ON revenue (environment, occurred_at, event_id)`,
  sql`CREATE TABLE findings (
    environment TEXT NOT NULL, owner TEXT NOT NULL, place INTEGER NOT NULL, kind TEXT NOT NULL,
    appears_at TEXT NOT NULL, disappears_at TEXT NOT NULL, finding TEXT NOT NULL,
    PRIMARY KEY (environment, owner, place)
  ) STRICT, WITHOUT ROWID`,
  sql`CREATE INDEX findings_by_time ON findings (environment, appears_at, owner, place)`,
];

/** Creates the tables in an empty file; refuses a file that a newer ledger wrote. */
export async function createSchema(database: Kysely<Tables>): Promise<void> {
  const found = await sql<{ user_version: number }>`PRAGMA user_version`.execute(database);
  const version = found.rows[0]?.user_version ?? 0;
  if (version === SCHEMA_VERSION) return;
  if (version > SCHEMA_VERSION)
    throw new LedgerError(
      'invalid-configuration',
      `The read models were written by a newer ledger (schema ${version}, this one knows ${SCHEMA_VERSION}). Start that one, or delete the file: it is rebuilt from the log.`,
    );
  await database.transaction().execute(async (transaction) => {
    for (const statement of TABLES) await statement.execute(transaction);
    await sql.raw(`PRAGMA user_version=${SCHEMA_VERSION}`).execute(transaction);
  });
}
