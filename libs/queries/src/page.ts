import type { Position } from '@subledger/domain';
import { cursorOfPosition } from './cursor.js';

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
