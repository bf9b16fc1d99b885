import { LedgerError } from '@subledger/domain';
import type { ErrorCode } from '@subledger/domain';

/**
 * What an error of the client means. `transient`: try again. `refused`: no retry helps until somebody
 * changes the server's settings.
 */
export type FaultKind =
  'transient' | 'refused' | 'conflict' | 'too-large' | 'no-stream' | 'invalid';

/**
 * By the client's own `type`, if it gave one. Whatever is not listed (unavailable, not-leader, timeout,
 * deadline-exceeded, cancelled, unknown) may pass.
 */
const BY_TYPE: Readonly<Partial<Record<string, FaultKind>>> = {
  'wrong-expected-version': 'conflict',
  'maximum-append-size-exceeded': 'too-large',
  'stream-not-found': 'no-stream',
  'access-denied': 'refused',
  'stream-deleted': 'refused',
  'invalid-argument': 'invalid',
};

/** gRPC status codes (its page "Status codes"): while a server is down there is nothing else to go by. */
const BY_CODE: Readonly<Partial<Record<number, FaultKind>>> = {
  3: 'invalid',
  7: 'refused',
  12: 'refused',
  16: 'refused',
};

const CODE_OF: Readonly<Record<FaultKind, ErrorCode>> = {
  transient: 'store-unavailable',
  refused: 'store-unavailable',
  conflict: 'store-unavailable',
  'too-large': 'event-too-large',
  'no-stream': 'store-unavailable',
  invalid: 'invalid-request',
};

export function kindOfFault(error: unknown): FaultKind {
  const { type, code } = tellingParts(error);
  const byType = typeof type === 'string' ? BY_TYPE[type] : undefined;
  const byCode = typeof code === 'number' ? BY_CODE[code] : undefined;
  return byType ?? byCode ?? 'transient';
}

/** Converts any error of the client to the ledger's: what failed, the client's message, the original as the cause. */
export function asLedgerError(what: string, error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  return new LedgerError(CODE_OF[kindOfFault(error)], `${what}: ${wordsOf(error)}`, {
    cause: error,
  });
}

function tellingParts(error: unknown): { readonly type?: unknown; readonly code?: unknown } {
  return typeof error === 'object' && error !== null ? error : {};
}

function wordsOf(error: unknown): string {
  const { type } = tellingParts(error);
  const message = error instanceof Error ? error.message : String(error);
  if (message !== '') return message;
  return typeof type === 'string' ? type : 'no reason given';
}
