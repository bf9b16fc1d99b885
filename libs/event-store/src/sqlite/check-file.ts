import { openForReading } from './log-file.js';
import { asLedgerError } from './sqlite-fault.js';

const MOST_FAULTS = 100;

/**
 * What SQLite finds wrong with a log's file, in its own words: torn pages, indexes that do not match their table.
 * Empty if all is well. It reads the whole file.
 *
 * @param isStill see `openForReading`.
 * @throws LedgerError where the file cannot be opened, see `openForReading`.
 */
export function checkLogFile(file: string, isStill = false): readonly string[] {
  const log = openForReading(file, isStill);
  try {
    const lines = log.db
      .prepare(`PRAGMA integrity_check(${MOST_FAULTS})`)
      .all()
      .map((row) => String(row.integrity_check));
    return lines.length === 1 && lines[0] === 'ok' ? [] : lines;
  } catch (error) {
    throw asLedgerError(`Cannot check ${file}`, error);
  } finally {
    log.close();
  }
}
