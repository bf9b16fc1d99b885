import { LedgerError } from '@subledger/domain';
import { checkStreamName } from './append-request.js';

/**
 * The checks that every adapter makes before it reads a stream. Returns the most events to read.
 *
 * @throws LedgerError `invalid-request`
 */
export function checkStreamRead(
  stream: string,
  { from, limit }: { readonly from: bigint | undefined; readonly limit: number | undefined },
): number {
  checkStreamName(stream);
  if (from !== undefined && from < 0n) refuse('A revision is never negative.');
  return checkedLimit(limit);
}

/** @throws LedgerError `invalid-request` */
export function checkedLimit(limit: number | undefined): number {
  if (limit === undefined) return Infinity;
  if (!Number.isSafeInteger(limit) || limit < 0)
    refuse('A limit must be a whole number of events.');
  return limit;
}

function refuse(message: string): never {
  throw new LedgerError('invalid-request', message);
}
