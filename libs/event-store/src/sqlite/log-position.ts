import { isPosition, LedgerError } from '@subledger/domain';
import type { Position } from '@subledger/domain';

/**
 * This store's positions count events. 0n: before the first one.
 *
 * @throws LedgerError `invalid-request` for a position after the log's end (the log was restored from an older
 * backup: continuing from there would silently skip events) or of another kind of store.
 */
export function resumeAfter(position: Position | null, head: bigint): bigint {
  if (position === null) return 0n;
  const after = logPosition(position);
  if (after === null) refuse(`Position ${position} belongs to another kind of store.`);
  if (after > head) refuse(`Position ${position} is after the log's end, ${head}.`);
  return after;
}

/** Null for a position of another kind of store. */
export const logPosition = (position: Position): bigint | null =>
  isPosition(position) && !position.includes('/') ? BigInt(position) : null;

function refuse(message: string): never {
  throw new LedgerError('invalid-request', message);
}
