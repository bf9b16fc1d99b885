import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { startDatabases, type TestDatabases } from '../test/databases.js';
import { selectPrecompiled } from './precompiled.js';
import { openReadModels, type ReadModels } from './read-models.js';

let databases: TestDatabases;
let readModels: ReadModels;
beforeEach(async () => {
  databases = await startDatabases('sqlite');
  readModels = await openReadModels(await databases.next());
});
afterEach(async () => {
  await readModels.close();
  await databases.remove();
});

it('a question is built once, and its parameters are those of each call', async () => {
  let built = 0;
  const ask = (projection: string) =>
    selectPrecompiled(readModels.reader, {
      key: 'names',
      build: () => {
        built += 1;
        return readModels.reader
          .selectFrom('builds')
          .select('build')
          .where('projection', '=', projection);
      },
      parameters: [projection],
    });
  await readModels.writer
    .insertInto('builds')
    .values({
      projection: 'b',
      version: 1,
      translation: 'any',
      state: 'live',
      promotes: 1,
      position: '',
      applied: 0,
      failure: null,
      started_at: '',
      updated_at: '',
      promoted_at: null,
    })
    .execute();
  expect(await ask('a')).toEqual([]);
  expect(await ask('b')).toHaveLength(1);
  expect(built).toBe(1);
});

it('parameters that do not stand in the order of the statement are refused when it is built', async () => {
  const ask = (parameters: readonly string[]) =>
    selectPrecompiled(readModels.reader, {
      key: 'names and translations',
      build: () =>
        readModels.reader
          .selectFrom('builds')
          .select('build')
          .where('projection', '=', 'lifecycle')
          .where('translation', '=', 'any'),
      parameters,
    });
  await expect(ask(['any', 'lifecycle'])).rejects.toThrow();
  await expect(ask(['lifecycle', 'any'])).resolves.toEqual([]);
});
