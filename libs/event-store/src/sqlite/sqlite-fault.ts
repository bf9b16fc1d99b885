import { LedgerError } from '@subledger/domain';
import type { ErrorCode } from '@subledger/domain';

/** SQLite's primary result codes (page "Result and Error Codes"). */
const CORRUPT = 11;
const FULL = 13;
const NOT_A_DATABASE = 26;

const CODES: Readonly<Partial<Record<number, ErrorCode>>> = {
  [FULL]: 'store-full',
  // Not ours to write to, and waiting will not make it so.
  [NOT_A_DATABASE]: 'invalid-configuration',
};

/** Any error of `node:sqlite` as the ledger's: what failed, SQLite's own words, the original as the cause. */
export function asLedgerError(what: string, error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const primary = primaryCode(error);
  if (primary === null)
    return new LedgerError('internal-error', `${what}: ${reason}`, { cause: error });

  const hint = primary === CORRUPT ? '; the file is damaged, restore it from a backup' : '';
  return new LedgerError(CODES[primary] ?? 'store-unavailable', `${what}: ${reason}${hint}`, {
    cause: error,
  });
}

/** The result code without its extension, or null where SQLite did not speak. */
function primaryCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}
