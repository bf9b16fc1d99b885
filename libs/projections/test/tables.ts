import { inBuild, listBuilds, type ReadModels, tablesOf } from '@subledger/read-models';

const PROJECTIONS = ['lifecycle', 'timeline', 'quarantine'];

/** Every row of what answers, in the order of its key: equal dumps are equal read models. */
export async function dump(readModels: ReadModels): Promise<Record<string, unknown[]>> {
  const builds = await listBuilds(readModels.reader);
  const tables = PROJECTIONS.flatMap((projection) => {
    const live = builds.find((one) => one.projection === projection && one.state === 'live');
    return live === undefined ? [] : tablesOf(projection).map((table) => ({ table, live }));
  });
  const rows = await Promise.all(
    tables.map(async ({ table, live }) => {
      const found = await inBuild(readModels.reader, live).selectFrom(table).selectAll().execute();
      return [table, found.map((row) => JSON.stringify(row)).sort()] as const;
    }),
  );
  return Object.fromEntries(rows);
}

/** How many facts the subjects of what answers hold. */
export async function countFacts(readModels: ReadModels): Promise<number> {
  const pages = await readModels.reader.selectFrom('facts').select('facts').execute();
  return pages.flatMap(({ facts }) => JSON.parse(facts) as unknown[]).length;
}

/** The names of all tables whose name begins so. */
export async function tableNames(readModels: ReadModels, prefix: string): Promise<string[]> {
  const tables = await readModels.reader.introspection.getTables();
  return tables
    .filter(({ name, isView }) => name.startsWith(prefix) && !isView)
    .map(({ name }) => name);
}
