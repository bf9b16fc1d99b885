import type { Database } from './database.js';

/** Everything that differs between the two databases. Every other statement is one Kysely query for both. */
export interface SqlDialect {
  /** Whether queries wait for each other, because the database has only one connection for them. */
  readonly hasOneConnection: boolean;
  /** An integer key that the database assigns. */
  readonly identity: string;
  /** Creates a table; its column types are given as `TEXT` (sorted by bytes) and `INTEGER` (64 bits). */
  createTable(transaction: Database, table: NewTable): Promise<void>;
  /** Points a view at a table of the same columns as before. */
  pointView(transaction: Database, view: string, table: string): Promise<void>;
  /** From here on, the transaction waits so long for somebody else's lock at most. */
  boundLockWaits(transaction: Database, ms: number): Promise<void>;
  /**
   * The version of the existing catalog; 0 if there is none. Nobody else can change it until the transaction ends.
   */
  lockCatalog(transaction: Database): Promise<number>;
  writeCatalogVersion(transaction: Database, version: number): Promise<void>;
  /** How an operator empties the read models. */
  readonly discarding: string;
}

export interface NewTable {
  readonly name: string;
  readonly columns: string;
  /** Its rows are stored in order of arrival, with the key as a separate index. */
  readonly isHeap?: boolean;
}
