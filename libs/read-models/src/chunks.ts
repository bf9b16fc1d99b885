/** Few rows a statement keep the number of different statement texts, each of them prepared, small. */
const ROWS_A_STATEMENT = 100;

/** The rows in groups that fit one statement each. */
export function* inChunks<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT)
    yield rows.slice(start, start + ROWS_A_STATEMENT);
}
