import { isPosition, LedgerError, type Position } from '@subledger/domain';

/** A slice of a list that is read in the log's order. */
export interface PageRequest {
  /** Where the page before ended, as its `nextCursor` said; absent: from the beginning. */
  readonly cursor?: string;
  /** Most items to give. */
  readonly limit: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Ask for the next page with this; null on the last one. */
  readonly nextCursor: string | null;
}

export const cursorOfPosition = (position: Position): string =>
  Buffer.from(position, 'latin1').toString('base64url');

/** @throws LedgerError `invalid-request` for a cursor that no page gave. */
export function positionOfCursor(cursor: string | undefined): Position | null {
  if (cursor === undefined) return null;
  const position = Buffer.from(cursor, 'base64url').toString('latin1');
  if (!isPosition(position))
    throw new LedgerError('invalid-request', 'cursor is not one that a page of this list gave.');
  return position;
}

/** A page out of one item more than asked for, which tells whether there is another page. */
export function pageOf<T extends { readonly position: Position }, R>(
  found: readonly T[],
  limit: number,
  present: (item: T) => R,
): Page<R> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map(present),
    nextCursor: found.length > limit && last !== undefined ? cursorOfPosition(last.position) : null,
  };
}

/** Whether a database key could be so: what none is would be refused by some databases, and found in none. */
export const isKeyText = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');
