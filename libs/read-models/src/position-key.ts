import { type Position, positionFromSortKey, positionSortKey } from '@subledger/domain';

/** A position as the tables have it. None is an empty text, which sorts before every other. */
export const positionKey = (position: Position | null): string =>
  position === null ? '' : positionSortKey(position);

/** The position that `positionKey` was given. */
export const positionOfKey = (key: string): Position | null =>
  key === '' ? null : positionFromSortKey(key);
