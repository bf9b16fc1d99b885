import { isPosition, LedgerError, type Position } from '@subledger/domain';

export const cursorOfPosition = (position: Position): string =>
  Buffer.from(position, 'latin1').toString('base64url');

/**
 * @param name what the query calls it.
 * @throws LedgerError `invalid-request` for a cursor that does not come from a page.
 */
export function positionOfCursor(cursor: string | undefined, name = 'cursor'): Position | null {
  if (cursor === undefined) return null;
  const position = Buffer.from(cursor, 'base64url').toString('latin1');
  if (!isPosition(position)) throw noCursor(name);
  return position;
}

/** For a list in another order than the log's: the parts of its last row's key. */
export const cursorOfParts = (parts: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

/**
 * The place after which such a list continues; null at its beginning.
 *
 * @param placeIn returns null for parts that name no place.
 * @throws LedgerError `invalid-request` for a cursor that does not come from a page.
 */
export function placeOfCursor<T>(
  cursor: string | undefined,
  placeIn: (parts: readonly unknown[]) => T | null,
): T | null {
  if (cursor === undefined) return null;
  const place = placeIn(partsOf(cursor));
  if (place === null) throw noCursor();
  return place;
}

function partsOf(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts)) return parts as readonly unknown[];
  } catch {
    // Refused below.
  }
  throw noCursor();
}

const noCursor = (name = 'cursor'): LedgerError =>
  new LedgerError('invalid-request', `${name} must come from a page of this list.`);

/**
 * Whether the text could be a database key: some databases refuse texts that could not be, and none would find
 * them.
 */
export const isKeyText = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');
