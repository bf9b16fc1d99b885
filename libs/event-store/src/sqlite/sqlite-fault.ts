import { LedgerError } from '@subledger/domain';
import type { ErrorCode } from '@subledger/domain';

/** SQLite's primary result codes (its page "Result and Error Codes"). */
const CORRUPT = 11;
const FULL = 13;
const CONSTRAINT = 19;
const NOT_A_DATABASE = 26;

const CODES: Readonly<Partial<Record<number, ErrorCode>>> = {
  [FULL]: 'store-full',
  // The file is not ours to write to, and waiting will not change that.
  [NOT_A_DATABASE]: 'invalid-configuration',
};

/**
 * Converts any error of `node:sqlite` or the file system to the ledger's: what failed, SQLite's own message, the
 * original as the cause.
 */
export function asLedgerError(what: string, error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  const code = sqliteCode(error);
  const isStoreFault = code !== null || isOperatingSystemError(error);
  const ledgerCode = isStoreFault ? (CODES[code ?? 0] ?? 'store-unavailable') : 'internal-error';
  const hint = code === CORRUPT ? '; the file is damaged, restore it from a backup' : '';
  return new LedgerError(ledgerCode, `${what}: ${messageOf(error)}${hint}.`, { cause: error });
}

/** A constraint or trigger of the file forbids it. */
export const isRefusal = (error: unknown): boolean => sqliteCode(error) === CONSTRAINT;

/** The result code without its extension, or null if the error is not SQLite's. */
function sqliteCode(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}

/** For instance, a folder that may not be created. */
const isOperatingSystemError = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'syscall' in error;

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
