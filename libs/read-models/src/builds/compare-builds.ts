import { sql } from 'kysely';
import type { Database } from '../database.js';
import type { Build } from './build.js';
import { keyColumnsOf, nameInBuild, type ProjectedTable } from './layout.js';

type Row = Readonly<Record<string, unknown>>;
type Key = readonly (string | number)[];

/** A row that one build has and the other lacks. */
export interface RowDifference {
  readonly table: ProjectedTable;
  /** Which of the two has it. */
  readonly only: 'first' | 'second';
  readonly row: Row;
}

/** How far a comparison has come: after the row with this key. Without a key: at the table's beginning. */
export interface ComparedTo {
  readonly table: ProjectedTable;
  readonly key: Key;
}

export interface ComparedRows {
  readonly differences: readonly RowDifference[];
  /** How many rows of both were compared. */
  readonly compared: number;
  /** Where to go on; null at the end of the last table. */
  readonly next: ComparedTo | null;
}

/**
 * The rows in which two builds of one projection differ, table by table in the order of their keys. Compares at
 * most `limit` rows of each at a time, because the database answers others on the same thread.
 */
export async function compareBuilds(
  snapshot: Database,
  builds: { readonly first: Build; readonly second: Build },
  from: ComparedTo | null,
  limit: number,
): Promise<ComparedRows> {
  const { tables, projection } = builds.first;
  const place = from === null ? 0 : tables.indexOf(from.table);
  const table = tables[place];
  if (table === undefined) return { differences: [], compared: 0, next: null };
  const columns = keyColumnsOf(projection, table);
  const key = from?.key ?? [];
  const rowsIn = ({ build }: Build) =>
    rowsAfter(snapshot, nameInBuild(table, build), columns, key, limit);
  // One after the other: a transaction has one connection.
  const first = await rowsIn(builds.first);
  const { pairs, last } = pairUp(first, await rowsIn(builds.second), columns, limit);
  const differences = pairs.flatMap((pair) => differencesIn(table, pair));
  const following = tables[place + 1];
  const nextTable = following === undefined ? null : { table: following, key: [] };
  return {
    differences,
    compared: pairs.length,
    next: last === null ? nextTable : { table, key: last },
  };
}

async function rowsAfter(
  snapshot: Database,
  name: string,
  columns: readonly string[],
  key: Key,
  limit: number,
): Promise<readonly Row[]> {
  const order = sql.join(columns.map((column) => sql.ref(column)));
  const where = key.length === 0 ? sql`` : sql`WHERE (${order}) > (${sql.join(key)})`;
  const { rows } = await sql<Row>`
    SELECT * FROM ${sql.table(name)} ${where} ORDER BY ${order} LIMIT ${limit}`.execute(snapshot);
  return rows;
}

/** The rows with one key: of both builds, or of the one that has it. */
type Pair =
  | { readonly first: Row; readonly second?: Row }
  | { readonly first?: undefined; readonly second: Row };

/** Pairs rows with the same key, as far as both lists are known; `last` is null once both have ended. */
function pairUp(
  first: readonly Row[],
  second: readonly Row[],
  columns: readonly string[],
  limit: number,
): { readonly pairs: readonly Pair[]; readonly last: Key | null } {
  const pairs: Pair[] = [];
  let [i, j, last]: [number, number, Key] = [0, 0, []];
  for (;;) {
    // Rows may follow the last one of a full list: what to pair with the other's next row is not known yet.
    const isFirstUsedUp = i === first.length && first.length === limit;
    const isSecondUsedUp = j === second.length && second.length === limit;
    if (isFirstUsedUp || isSecondUsedUp) return { pairs, last };
    const pair = nextPair(first[i], second[j], columns);
    if (pair === null) return { pairs, last: null };
    pairs.push(pair);
    last = keyIn(pair.first ?? pair.second, columns);
    if (pair.first !== undefined) i += 1;
    if (pair.second !== undefined) j += 1;
  }
}

/** What comes first of two rows, or both if they have the same key; null if there is neither. */
function nextPair(a: Row | undefined, b: Row | undefined, columns: readonly string[]): Pair | null {
  if (a === undefined) return b === undefined ? null : { second: b };
  if (b === undefined) return { first: a };
  const order = compareKeys(a, b, columns);
  if (order === 0) return { first: a, second: b };
  return order < 0 ? { first: a } : { second: b };
}

function differencesIn(table: ProjectedTable, { first, second }: Pair): readonly RowDifference[] {
  if (first !== undefined && second !== undefined && isSameRow(first, second)) return [];
  return [
    ...(first === undefined ? [] : [{ table, only: 'first' as const, row: { ...first } }]),
    ...(second === undefined ? [] : [{ table, only: 'second' as const, row: { ...second } }]),
  ];
}

const isSameRow = (a: Row, b: Row): boolean => JSON.stringify(a) === JSON.stringify(b);

const keyIn = (row: Row, columns: readonly string[]): Key =>
  columns.map((column) => row[column] as string | number);

function compareKeys(a: Row, b: Row, columns: readonly string[]): number {
  for (const column of columns) {
    const order = compareValues(a[column], b[column]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Compares like the databases: texts by their bytes, which is not the order of JavaScript's strings. */
const compareValues = (a: unknown, b: unknown): number =>
  typeof a === 'number' && typeof b === 'number'
    ? a - b
    : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
