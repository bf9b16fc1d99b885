/**
 * A sender's text as a database key. A NUL or a lone surrogate cannot be kept by every database, and two
 * different ids must never become one key, so such a text is written as JSON behind a mark that no
 * ordinary text is left with.
 */
export const textKey = (text: string): string =>
  !text.isWellFormed() || text.includes('\u0000') || text.startsWith(MARK)
    ? `${MARK}${JSON.stringify(text)}`
    : text;

/** The text that `textKey` was given. */
export const textFromKey = (key: string): string =>
  key.startsWith(MARK) ? (JSON.parse(key.slice(MARK.length)) as string) : key;

const MARK = '\u0001';
