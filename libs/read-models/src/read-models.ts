import type { Kysely } from 'kysely';
import { createCatalog } from './catalog.js';
import { openSqlite } from './sqlite/open-sqlite.js';
import type { Tables } from './tables.js';

export const READ_MODELS = Symbol('ReadModels');

/** A connection, or a transaction on one: what every question about the tables takes. */
export type Database = Kysely<Tables>;

/**
 * The database of read models: one connection that projects and one that answers, so neither sees the other's
 * half; and one for reports, whose long reads hold up no answer.
 */
export interface ReadModels {
  readonly writer: Database;
  readonly reader: Database;
  readonly reporter: Database;
  close(): Promise<void>;
}

/** Opens (and where needed creates) the read models in one SQLite file. */
export async function openReadModels(options: { readonly file: string }): Promise<ReadModels> {
  const writer = openSqlite(options.file, 'write');
  await createCatalog(writer);
  const [reader, reporter] = [openSqlite(options.file, 'read'), openSqlite(options.file, 'read')];
  return {
    writer,
    reader,
    reporter,
    close: async () => {
      await reporter.destroy();
      await reader.destroy();
      await writer.destroy();
    },
  };
}
