import type { Position } from '@subledger/domain';
import { cursorOfPosition } from './cursor.js';

/** A page of a list in the log's order. */
export interface PageRequest {
  /** Where the previous page ended, by its `nextCursor`; absent: from the beginning. */
  readonly cursor?: string;
  /** Most items to return. */
  readonly limit: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Ask for the next page with this; null on the last one. */
  readonly nextCursor: string | null;
}

/** Makes a page from one item more than requested, which shows whether there is another page. */
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
