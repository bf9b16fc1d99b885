import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BEGINNING, toInstant } from '../../domain/test/micros.js';
import { DATABASES, startDatabases, type TestDatabases } from '../test/databases.js';
import { createBuild } from './builds/change-builds.js';
import { promoteBuild } from './builds/promote-build.js';
import { inBuild } from './builds/tables-of-build.js';
import type { Database } from './database.js';
import { openReadModels, type ReadModels } from './read-models.js';
import { readSnapshot } from './snapshot.js';

const now = toInstant(BEGINNING);

describe.each(DATABASES)('over %s', (kind) => {
  let databases: TestDatabases;
  let readModels: ReadModels;
  let tables: Database;
  beforeAll(async () => {
    databases = await startDatabases(kind);
    readModels = await openReadModels(await databases.next());
    tables = await takeOver();
  });
  afterAll(async () => {
    await readModels.close();
    await databases.remove();
  });

  async function takeOver(): Promise<Database> {
    const { writer } = readModels;
    const wanted = { projection: 'lifecycle', version: 1, translation: 'any', promotes: true };
    const build = await createBuild(writer, wanted, now);
    // The first one answers at once.
    if (build.state === 'building')
      await writer
        .transaction()
        .execute((transaction) => promoteBuild(transaction, build.build, now));
    return inBuild(writer, build);
  }

  const add = (owner: string) =>
    tables
      .insertInto('findings')
      .values({
        environment: 'production',
        owner,
        place: 0,
        kind: 'outcome-missing',
        appears_at: now,
        disappears_at: now,
        finding: '',
      })
      .execute();

  const owners = async (snapshot: Database): Promise<readonly string[]> => {
    const rows = await snapshot.selectFrom('findings').select('owner').orderBy('owner').execute();
    return rows.map(({ owner }) => owner);
  };
  const ask = () => readSnapshot(readModels.reader, owners);

  it('a question hears of all that was written before it, and of nothing that comes while it is read', async () => {
    await add('a');
    let next: ReturnType<typeof ask> | undefined;
    const first = readSnapshot(readModels.reader, async (snapshot) => {
      const before = await owners(snapshot);
      await add('b');
      next = ask();
      return [before, await owners(snapshot)];
    });
    expect(await first).toEqual([['a'], ['a']]);
    expect(await next).toEqual(['a', 'b']);
  });

  it('a question that fails is the only one, whether it fails at once or later', async () => {
    const failing = () => {
      throw new Error('at once');
    };
    const answers = await Promise.allSettled([
      ask(),
      readSnapshot(readModels.reader, failing),
      readSnapshot(readModels.reader, () => Promise.reject(new Error('later'))),
      ask(),
    ]);
    const answered = { status: 'fulfilled', value: ['a', 'b'] };
    expect(answers).toEqual([
      answered,
      { status: 'rejected', reason: new Error('at once') },
      { status: 'rejected', reason: new Error('later') },
      answered,
    ]);
  });

  it('answers a hundred at once, and out of another build when it has taken over', async () => {
    const hundred = await Promise.all(Array.from({ length: 100 }, ask));
    expect(new Set(hundred.map(String))).toEqual(new Set(['a,b']));
    await takeOver();
    expect(await ask()).toEqual([]);
  });
});

it('a connection that is closed fails every question that waits for it', async () => {
  const databases = await startDatabases('sqlite');
  const readModels = await openReadModels(await databases.next());
  await readModels.close();
  const asked = [1, 2].map((one) => readSnapshot(readModels.reader, () => Promise.resolve(one)));
  const answers = await Promise.allSettled(asked);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await databases.remove();
});
