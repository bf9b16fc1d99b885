/** The size of a full chunk of rows; smaller chunks are half of that, half again, and so on. */
const MOST_ROWS = 128;

/**
 * Splits rows into groups that fit one statement each. Every size of group needs a statement text of its own,
 * which is then prepared; using powers of two keeps these few.
 */
export function* inChunks<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let start = 0, size = MOST_ROWS; start < rows.length; start += size) {
    while (size > rows.length - start) size /= 2;
    yield rows.slice(start, start + size);
  }
}
