import type { Database } from './database.js';

/** All that the two databases say differently. Every other statement is one Kysely query for both. */
export interface SqlDialect {
  /** Whether questions of one database wait for each other, because it is asked over one connection. */
  readonly hasOneConnection: boolean;
  /** A whole-number key that the database hands out. */
  readonly identity: string;
  /** Creates a table; its columns are told as `TEXT` (sorted by bytes) and `INTEGER` (64 bits). */
  createTable(transaction: Database, table: NewTable): Promise<void>;
  /** Points a view at a table of the same columns as before. */
  pointView(transaction: Database, view: string, table: string): Promise<void>;
  /** From here on, the transaction waits so long for somebody else's lock at most. */
  boundLockWaits(transaction: Database, ms: number): Promise<void>;
  /** The version of the catalog that is there; 0 where there is none. Nobody else changes it meanwhile. */
  lockCatalog(transaction: Database): Promise<number>;
  writeCatalogVersion(transaction: Database, version: number): Promise<void>;
  /** How an operator empties the read models. */
  readonly discarding: string;
}

export interface NewTable {
  readonly name: string;
  readonly columns: string;
  /** Its rows lie as they came, and its key is an index beside them. */
  readonly isHeap?: boolean;
}
