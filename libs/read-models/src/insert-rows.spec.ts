import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BEGINNING, toInstant } from '../../domain/test/micros.js';
import { DATABASES, startDatabases, type TestDatabases } from '../test/databases.js';
import { createBuild } from './builds/change-builds.js';
import { inBuild } from './builds/tables-of-build.js';
import type { Database } from './database.js';
import { insertRows } from './insert-rows.js';
import { openReadModels, type ReadModels } from './read-models.js';
import type { FindingRow } from './tables.js';

const now = toInstant(BEGINNING);

const row = (owner: string, place: number): FindingRow => ({
  environment: 'production',
  owner,
  place,
  kind: 'outcome-missing',
  appears_at: now,
  disappears_at: now,
  finding: `of ${owner}`,
});

describe.each(DATABASES)('over %s', (kind) => {
  let databases: TestDatabases;
  let readModels: ReadModels;
  beforeAll(async () => {
    databases = await startDatabases(kind);
    readModels = await openReadModels(await databases.next());
  });
  afterAll(async () => {
    await readModels.close();
    await databases.remove();
  });

  const newTables = async (state: 'first' | 'second'): Promise<Database> => {
    const wanted = { projection: 'lifecycle', version: 1, translation: state, promotes: true };
    return inBuild(readModels.writer, await createBuild(readModels.writer, wanted, now));
  };

  const held = (tables: Database) =>
    tables.selectFrom('findings').selectAll().orderBy('owner').orderBy('place').execute();

  it('keeps builds apart, takes any number of rows, and columns in any order', async () => {
    const [one, other] = [await newTables('first'), await newTables('second')];
    const many = Array.from({ length: 300 }, (_, place) => row('a', place));
    await insertRows(one, 'findings', many);
    expect(await held(one)).toEqual(many);
    expect(await held(other)).toEqual([]);

    const turned = Object.fromEntries(Object.entries(row('b', 0)).reverse());
    await insertRows(other, 'findings', [row('a', 0)]);
    await insertRows(other, 'findings', [turned as unknown as FindingRow]);
    await insertRows(other, 'findings', []);
    expect(await held(other)).toEqual([row('a', 0), row('b', 0)]);
    expect(await held(one)).toHaveLength(300);
  });
});
