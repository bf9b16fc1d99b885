import { createHash } from 'node:crypto';

/** Two such keys and more fit into one index row: PostgreSQL's largest is about 2,700 bytes. */
const LONGEST_KEY_BYTES = 1_000;

/**
 * A sender's text as a database stores it. Not every database can store a NUL or a lone surrogate, and two
 * different ids must never become one, so such a text is written as JSON after a mark that no ordinary stored text
 * begins with.
 */
export const storedText = (text: string): string =>
  !text.isWellFormed() || text.includes('\u0000') || text.startsWith(MARK)
    ? `${MARK}${JSON.stringify(text)}`
    : text;

/** The text that `storedText` was given. */
export const textFromStored = (stored: string): string =>
  stored.startsWith(MARK) ? (JSON.parse(stored.slice(MARK.length)) as string) : stored;

/**
 * A sender's text as part of a key: as it is stored, or its SHA-256 if that would be too long for an index. A hash
 * cannot be turned back into text: where an answer shows the text, it is stored beside the key (`longText`).
 */
export function textKey(text: string): string {
  const stored = storedText(text);
  if (Buffer.byteLength(stored) <= LONGEST_KEY_BYTES) return stored;
  return `${HASHED}${createHash('sha256').update(stored).digest('hex')}`;
}

/** What is stored beside a key that does not contain its text; null if it does. */
export const longText = (text: string): string | null =>
  textKey(text) === storedText(text) ? null : storedText(text);

/** The text that a key, and what is stored beside it, were made from. */
export const textOfKey = (key: string, long: string | null): string => textFromStored(long ?? key);

const MARK = '\u0001';
/** No stored text begins like this: a mark is followed by a quotation mark. */
const HASHED = `${MARK}#`;
