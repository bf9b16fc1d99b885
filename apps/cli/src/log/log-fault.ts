import { type ErrorCode, LedgerError } from '@subledger/domain';
import type { EXIT_CODES } from '../terminal/failure.js';

/** SQLite's primary result codes (its page "Result and Error Codes"). */
const READONLY = 8;
const CORRUPT = 11;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;

const KINDS: Readonly<Partial<Record<ErrorCode, keyof typeof EXIT_CODES>>> = {
  'store-unavailable': 'unreachable',
  'proofs-not-ready': 'unreachable',
  'bundle-refused': 'refused',
  'invalid-request': 'refused',
  'log-altered': 'found',
};

/** How a verb exits after an error: damage in what is there counts as found, in every verb. */
export const kindOf = (error: LedgerError): keyof typeof EXIT_CODES =>
  isDamage(error) ? 'found' : (KINDS[error.code] ?? 'unexpected');

export const isDamage = (error: LedgerError): boolean =>
  [CORRUPT, NOT_A_DATABASE].includes(sqliteCode(error.cause));

/** SQLite tried to create or change a file, and was not allowed to. */
export const isWriteProtection = (error: LedgerError): boolean =>
  [READONLY, CANNOT_OPEN].includes(sqliteCode(error.cause));

/** Without its extension; 0 if the error is not SQLite's. */
const sqliteCode = (cause: unknown): number =>
  cause instanceof Error && 'errcode' in cause && typeof cause.errcode === 'number'
    ? cause.errcode & 0xff
    : 0;
