import { afterEach, beforeEach, expect, it } from '@jest/globals';
import {
  createBuild,
  discardBuild,
  listBuilds,
  openReadModels,
  promoteBuild,
  type ReadModels,
} from '@subledger/read-models';
import { startDatabases, type TestDatabases } from '../../read-models/test/databases.js';
import { now } from '../test/projecting.js';
import { lifecycle } from './lifecycle.js';
import { prepareBuilds } from './prepare-builds.js';

let databases: TestDatabases;
let readModels: ReadModels;
/** The rebuild that an earlier process has left, of another translation than today's. */
let rebuild: number;

beforeEach(async () => {
  databases = await startDatabases('sqlite');
  readModels = await openReadModels(await databases.next());
  const { name, version } = lifecycle({});
  const wanted = { projection: name, version, translation: 'another', promotes: false };
  await readModels.writer.transaction().execute((t) => createBuild(t, wanted, now()));
  const begun = await readModels.writer.transaction().execute((t) => createBuild(t, wanted, now()));
  rebuild = begun.build;
});
afterEach(async () => {
  await readModels.close();
  await databases.remove();
});

/** The read models, in which another process does something just before this one's first transaction. */
function after(other: (models: ReadModels) => Promise<unknown>): ReadModels {
  const { reader, writer } = readModels;
  const transaction = () => ({
    execute: async (work: never) => {
      await other(readModels);
      return writer.transaction().execute(work);
    },
  });
  return { ...readModels, reader, writer: { transaction } as never };
}

const states = async () =>
  (await listBuilds(readModels.reader)).map(({ build, state }) => [build, state]);

it('goes by what it finds where another process has just discarded the rebuild', async () => {
  const models = after(({ writer }) =>
    writer.transaction().execute((t) => discardBuild(t, rebuild)),
  );
  await prepareBuilds(models, lifecycle({}), now);
  expect(await states()).toEqual([[rebuild - 1, 'live']]);
});

it('goes by what it finds where another process has just promoted it', async () => {
  const models = after(({ writer }) =>
    writer.transaction().execute((t) => promoteBuild(t, rebuild, now())),
  );
  await prepareBuilds(models, lifecycle({}), now);
  expect(await states()).toEqual([[rebuild, 'live']]);
});
