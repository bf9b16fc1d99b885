import { compareTexts } from './order.js';

/**
 * A place in the whole log: one or more decimal numbers, `/` between them. The embedded store counts
 * events (`42`); EventStoreDB names a pair of byte offsets (`1234/1200`). Never a JavaScript number.
 */
export type Position = string & { readonly __position: never };

/** Before the first event of any log: the embedded store counts from 1, and a pair sorts after a single number. */
export const BEFORE_ALL = '0' as Position;

const POSITION = /^\d{1,20}(\/\d{1,20})*$/;

export const isPosition = (text: string): text is Position => POSITION.test(text);

/** The position as a text whose alphabetical order is the log's order: what databases sort by. */
export const positionSortKey = (position: Position): string =>
  position
    .split('/')
    .map((part) => part.padStart(20, '0'))
    .join('/');

/** The position that `positionSortKey` was made from. */
export const positionFromSortKey = (key: string): Position =>
  key
    .split('/')
    .map((part) => part.replace(/^0+(?=\d)/, ''))
    .join('/') as Position;

/** Negative, zero or positive: `a` before, at or after `b` in the log. */
export const comparePositions = (a: Position, b: Position): number =>
  compareTexts(positionSortKey(a), positionSortKey(b));

/** Whether a reader at `position` has seen everything up to `goal`. A null goal is the log's beginning. */
export const hasReached = (position: Position | null, goal: Position | null): boolean =>
  goal === null || (position !== null && comparePositions(position, goal) >= 0);
