import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { makePrivateDatabase } from '@subledger/configuration/files';
import { LedgerError } from '@subledger/domain';
import {
  APPLICATION_ID,
  COUNT_TABLES,
  CREATE_SCHEMA,
  FIRST_SCHEMA_VERSION,
  RENEW_SCHEMA,
  SCHEMA_VERSION,
} from './sql.js';

/** How long a statement waits for another process's lock. */
const BUSY_TIMEOUT_MS = 2_000;

/** The pages at the end of every table, and the pages of the leaves' index that still change, stay in memory. */
const CACHE_KIB = 16 * 1024;

/** `still`: as `read`, for a file that nobody writes to; this needs no write permission and creates no files beside it. */
export type TreeMode = 'read' | 'still' | 'write';

/**
 * @param mode `write` creates the file, with its folder, if there is none. `synchronous=NORMAL` suffices: what a
 * power cut takes away is computed again from the log, since the position goes with it.
 * @throws LedgerError `proofs-not-ready` if there is no file to read yet, `invalid-configuration` if it is another
 * database.
 */
export function openDatabase(file: string, mode: TreeMode): DatabaseSync {
  if (mode !== 'write' && !existsSync(file))
    throw new LedgerError('proofs-not-ready', `There is no tree of hashes at ${file}.`);
  if (mode === 'write') makePrivateDatabase(file);
  const database = new DatabaseSync(mode === 'still' ? unchanging(file) : file, {
    timeout: BUSY_TIMEOUT_MS,
    readBigInts: true,
    readOnly: mode !== 'write',
  });
  try {
    if (isNew(database, file)) {
      if (mode !== 'write')
        throw new LedgerError('proofs-not-ready', `There is no tree of hashes in ${file}.`);
      create(database);
    }
    if (mode === 'write') renew(database);
    if (mode === 'write')
      database.exec(`PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${CACHE_KIB}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** SQLite's address of a file that does not change. */
function unchanging(file: string): URL {
  const url = pathToFileURL(file);
  url.searchParams.set('immutable', '1');
  return url;
}

function create(database: DatabaseSync): void {
  database.exec('PRAGMA page_size = 16384; PRAGMA journal_mode = WAL');
  whereStill(database, () => database.prepare(COUNT_TABLES).get()?.tables === 0n, CREATE_SCHEMA);
}

function renew(database: DatabaseSync): void {
  const isOld = (): boolean => versionOf(database) === FIRST_SCHEMA_VERSION;
  if (isOld()) whereStill(database, isOld, RENEW_SCHEMA);
}

/** Changes the file in a transaction, unless another process was faster. */
function whereStill(database: DatabaseSync, isSo: () => boolean, change: string): void {
  database.exec('BEGIN IMMEDIATE');
  if (isSo()) database.exec(change);
  database.exec('COMMIT');
}

const versionOf = (database: DatabaseSync): unknown =>
  database.prepare('PRAGMA user_version').get()?.user_version;

/** Checks before anything is changed: a wrong path must not turn somebody's database into ours. */
function isNew(database: DatabaseSync, file: string): boolean {
  const application = database.prepare('PRAGMA application_id').get()?.application_id;
  const version = versionOf(database);
  const isKnown = version === FIRST_SCHEMA_VERSION || version === SCHEMA_VERSION;
  if (application === APPLICATION_ID && isKnown) return false;
  const isEmpty = database.prepare(COUNT_TABLES).get()?.tables === 0n;
  if (isEmpty && application === 0n && version === 0n) return true;
  throw new LedgerError(
    'invalid-configuration',
    `${file} is a database, but not a tree of hashes that this program knows.`,
  );
}
