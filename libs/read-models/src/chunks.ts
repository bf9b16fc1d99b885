/** A statement takes so many rows at most, and otherwise half of that, or half again. */
const MOST_ROWS = 128;

/**
 * The rows in groups that fit one statement each. Groups of any size would make a statement text of each size, and
 * every one of them is prepared: of powers of two there are few.
 */
export function* inChunks<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let start = 0, size = MOST_ROWS; start < rows.length; start += size) {
    while (size > rows.length - start) size /= 2;
    yield rows.slice(start, start + size);
  }
}
