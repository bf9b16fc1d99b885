import type { ReadModels } from '@subledger/read-models';

const TABLES = [
  'facts',
  'subject_profiles',
  'customer_profiles',
  'events',
  'timeline',
  'quarantine',
  'revenue',
  'findings',
] as const;

/** Every row of every read model, in the order of its key: equal dumps are equal read models. */
export async function dump(readModels: ReadModels): Promise<Record<string, unknown[]>> {
  const tables = await Promise.all(
    TABLES.map(async (table) => {
      const rows = await readModels.reader.selectFrom(table).selectAll().execute();
      return [table, rows.map((row) => JSON.stringify(row)).sort()] as const;
    }),
  );
  return Object.fromEntries(tables);
}
