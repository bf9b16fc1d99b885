import { existsSync, realpathSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { makePrivateDatabase } from '@subledger/configuration/files';
import { LedgerError } from '@subledger/domain';
import { LogPlace } from './log-place.js';
import { APPLICATION_ID, COUNT_TABLES, CREATE_SCHEMA, SCHEMA_VERSION, STRAYS } from './sql.js';
import { asLedgerError } from './sqlite-fault.js';
import { lockForWriting } from './writer-lock.js';

/**
 * How long SQLite may wait for a lock, during which the process stands still. Only a foreign writer ever holds
 * one.
 */
const BUSY_TIMEOUT_MS = 500;

/**
 * A page holds three webhooks of the usual 2.4 KB. Every append also changes a page of each index at a random
 * place, and then the whole page is written: larger pages make an append more expensive, and smaller ones make the
 * file half as large again. A log keeps the page size that it was created with.
 */
const PAGE_BYTES = 8_192;

/**
 * After a commit that has split a page, SQLite scans every cached page once, so each of them has a cost. With a
 * log of 400,000 events, whose indexes are larger than either, 32 MiB was no slower than 64: the operating system
 * caches the rest.
 */
const CACHED_BYTES = 32 * 1024 * 1024;

/** The size at which the write-ahead log is moved into the file: rare enough, yet done in a few milliseconds. */
const CHECKPOINT_BYTES = 16 * 1024 * 1024;

/** The size that the write-ahead log is truncated to after a checkpoint; a long-lived reader can make it grow. */
const WAL_KEPT_BYTES = 64 * 1024 * 1024;

export interface LogFile {
  readonly db: DatabaseSync;
  /** Releases everything. */
  readonly close: () => void;
}

export interface WritableLogFile extends LogFile {
  readonly place: LogPlace;
}

/**
 * Opens the log, and creates it (with its folder, for this user only) if there is none.
 *
 * @param maxFileBytes the file grows no further; absent: as far as the disk allows.
 * @throws LedgerError `invalid-configuration` if the file is something else or newer than this program;
 * `store-unavailable` if it cannot be opened, is damaged, or has another writer.
 */
export function openForWriting(file: string, maxFileBytes?: number): WritableLogFile {
  return opening(file, () => {
    makePrivateDatabase(file);
    const db = new DatabaseSync(file, {
      timeout: BUSY_TIMEOUT_MS,
      readBigInts: true,
      defensive: true,
    });
    // By its real path, so that a symbolic link does not bypass the lock.
    const lock = closingOnError(db, () => lockForWriting(realpathSync(file)));
    const close = (): void => {
      db.close();
      lock.letGo();
    };
    return closingOnError({ close }, () => {
      prepareForWriting(db, file, maxFileBytes);
      return {
        db,
        place: new LogPlace(file, lock),
        close: () => {
          foldWriteAheadLog(db);
          close();
        },
      };
    });
  });
}

function prepareForWriting(db: DatabaseSync, file: string, maxFileBytes?: number): void {
  const isNew = inspect(db, file) === 'empty';
  if (isNew) db.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
  const pageBytes = Number(pragma(db, 'page_size'));
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    PRAGMA cache_size = -${CACHED_BYTES / 1024}; PRAGMA journal_size_limit = ${WAL_KEPT_BYTES};
    PRAGMA wal_autocheckpoint = ${Math.round(CHECKPOINT_BYTES / pageBytes)};`);
  // Every insert keeps the pages that it changes, because a trigger can still refuse it. Beyond 64 KiB they would
  // go to a temporary file, which cost a tenth of the append.
  db.exec('PRAGMA temp_store = MEMORY');
  if (maxFileBytes !== undefined) {
    db.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxFileBytes / pageBytes))}`);
  }
  if (isNew) db.exec(`BEGIN IMMEDIATE; ${CREATE_SCHEMA} COMMIT;`);
  refuseStrays(db, file);
}

/**
 * Opens a log that another process may be writing to.
 *
 * @param isStill nobody writes to it: it is read in place, which needs no write permission and creates no files beside it.
 *   SQLite then sees neither a write-ahead log nor what anybody changes meanwhile.
 * @throws LedgerError as `openForWriting`; `store-unavailable` where there is no log yet.
 */
export function openForReading(file: string, isStill = false): LogFile {
  return opening(file, () => {
    if (!existsSync(file))
      throw new LedgerError('store-unavailable', `There is no log at ${file} yet.`);
    const db = new DatabaseSync(isStill ? unchanging(file) : file, {
      timeout: BUSY_TIMEOUT_MS,
      readBigInts: true,
      readOnly: true,
    });
    return closingOnError(db, () => {
      if (inspect(db, file) === 'empty') {
        throw new LedgerError('store-unavailable', `There is no log in ${file} yet.`);
      }
      refuseStrays(db, file);
      return {
        db,
        close: () => {
          db.close();
        },
      };
    });
  });
}

/** Reads the first page of the log, which also exposes a file that is not one of our logs. */
function refuseStrays(db: DatabaseSync, file: string): void {
  if (db.prepare(STRAYS).get()?.strays === 0n) return;
  throw new LedgerError(
    'log-altered',
    `${file} holds events before position 1, which no ledger records: restore it from a backup.`,
  );
}

/** SQLite's address of a file that does not change. */
function unchanging(file: string): URL {
  const url = pathToFileURL(file);
  url.searchParams.set('immutable', '1');
  return url;
}

/** The last connection to close does this by itself, but a reader may outlive the writer. */
function foldWriteAheadLog(db: DatabaseSync): void {
  try {
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // For instance because the disk is full. Committed events are just as durable where they are, and closing must
    // not fail.
  }
}

/** Checks before anything is changed: a wrong path must not turn somebody's database into ours. */
function inspect(db: DatabaseSync, file: string): 'empty' | 'ours' {
  const version = pragma(db, 'user_version');
  const application = pragma(db, 'application_id');
  if (application !== APPLICATION_ID) {
    const isEmpty = db.prepare(COUNT_TABLES).get()?.tables === 0n;
    if (isEmpty && version === 0n && application === 0n) return 'empty';
    throw new LedgerError('invalid-configuration', `${file} is a database, but not an event log.`);
  }
  if (version !== SCHEMA_VERSION) {
    throw new LedgerError(
      'invalid-configuration',
      `${file} has schema version ${String(version)}; this program knows version ${SCHEMA_VERSION}.`,
    );
  }
  return 'ours';
}

const pragma = (db: DatabaseSync, name: string): unknown =>
  db.prepare(`PRAGMA ${name}`).get()?.[name];

function opening<Result>(file: string, open: () => Result): Result {
  try {
    return open();
  } catch (error) {
    throw asLedgerError(`Cannot open ${file}`, error);
  }
}

function closingOnError<Result>(opened: { close: () => void }, next: () => Result): Result {
  try {
    return next();
  } catch (error) {
    opened.close();
    throw error;
  }
}
