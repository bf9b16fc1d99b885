import type { Tables } from '../tables.js';

export type SqlValue = string | number | null;

/**
 * Rows of one table, as one list of values: the cheapest form to pass between threads. `columns` is the order of
 * the values.
 */
export interface FlatRows<T extends keyof Tables = keyof Tables> {
  readonly table: T;
  readonly columns: readonly string[];
  readonly values: SqlValue[];
}

/** Each column of a table's rows, in the order that they stand in: the compiler asks for one that is left out. */
export const columnsOf = <T extends keyof Tables>(
  columns: Readonly<Record<string & keyof Tables[T], true>>,
): readonly (string & keyof Tables[T])[] => Object.keys(columns) as (string & keyof Tables[T])[];

/** Collects rows of one shape. */
export class RowCollector<T extends keyof Tables> implements FlatRows<T> {
  readonly values: SqlValue[] = [];

  constructor(
    readonly table: T,
    readonly columns: readonly (string & keyof Tables[T])[],
  ) {}

  add(row: Tables[T]): void {
    for (const column of this.columns) this.values.push((row[column] ?? null) as SqlValue);
  }

  /** As plain data that can be posted. */
  get rows(): FlatRows<T> {
    return { table: this.table, columns: this.columns, values: this.values };
  }
}
