import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { makePrivateFolder } from '@subledger/configuration/files';
import { sql } from 'kysely';
import { nameInBuild } from '../builds/layout.js';
import type { Database } from '../database.js';
import type { FlatRows } from './flat-rows.js';

/** How long one slice of a bulk load may block all other writers, and its own thread. */
const SLICE_MS = 8;
/** Rows between two checks of the clock. */
const ROWS_A_LOOK = 50;

/** The read models' own file, for loads that a statement builder would slow down. */
export class BulkFile {
  readonly #database: DatabaseSync;
  readonly #writer: Database;
  readonly #statements = new Map<string, StatementSync>();
  #sorting = 0;

  constructor(
    readonly file: string,
    database: DatabaseSync,
    writer: Database,
  ) {
    this.#database = database;
    this.#writer = writer;
  }

  /** A folder for what a build's bulk load needs until it is done. */
  scratchFolder(build: number): string {
    const folder = `${this.file}-build-${build}`;
    makePrivateFolder(folder);
    return folder;
  }

  /** Removes the scratch folders of all builds except these. */
  keepScratchOf(builds: readonly number[]): void {
    const kept = new Set(builds.map((build) => `${this.file}-build-${build}`));
    const parent = join(this.file, '..');
    for (const name of readdirSync(parent)) {
      const folder = join(parent, name);
      if (folder.startsWith(`${this.file}-build-`) && !kept.has(folder))
        rmSync(folder, { recursive: true, force: true });
    }
  }

  /**
   * Writes rows into a build's tables in transactions of a few milliseconds each, with a turn for others between two.
   * A row that is there already is replaced by the same, in a table that has its key.
   */
  async load(rows: FlatRows, build: number): Promise<void> {
    const statement = this.#insertInto(nameInBuild(rows.table, build), rows.columns);
    const width = rows.columns.length;
    for (let at = 0; at < rows.values.length;) {
      await this.#writer.transaction().execute(() => {
        const deadline = performance.now() + SLICE_MS;
        do {
          const until = Math.min(rows.values.length, at + ROWS_A_LOOK * width);
          for (; at < until; at += width) statement.run(...rows.values.slice(at, at + width));
        } while (at < rows.values.length && performance.now() < deadline);
        return Promise.resolve();
      });
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Lets SQLite use files for the sorting in `work`: the keys of a whole table are too much for memory. */
  async sorting(work: () => Promise<void>): Promise<void> {
    this.#sorting += 1;
    if (this.#sorting === 1) await this.#keepTemporary('FILE');
    try {
      await work();
    } finally {
      this.#sorting -= 1;
      if (this.#sorting === 0) await this.#keepTemporary('MEMORY');
    }
  }

  /** Takes its turn among the transactions: the setting cannot be changed within one. */
  async #keepTemporary(where: 'FILE' | 'MEMORY'): Promise<void> {
    await sql.raw(`PRAGMA temp_store=${where}`).execute(this.#writer);
  }

  /** Prepared statements outlive a transaction, but not a build. */
  forget(): void {
    this.#statements.clear();
  }

  #insertInto(table: string, columns: readonly string[]): StatementSync {
    const marks = columns.map(() => '?').join(', ');
    const text = `INSERT OR REPLACE INTO "${table}" (${columns.join(', ')}) VALUES (${marks})`;
    const known = this.#statements.get(text) ?? this.#database.prepare(text);
    this.#statements.set(text, known);
    return known;
  }
}
