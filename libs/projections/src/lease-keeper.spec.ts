import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerError } from '@subledger/domain';
import { createBuild, openReadModels, type ReadModels } from '@subledger/read-models';
import { startDatabases, type TestDatabases } from '../../read-models/test/databases.js';
import { now } from '../test/projecting.js';
import { until } from '../test/until.js';
import { LeaseKeeper, type LeaseKeeperParts } from './lease-keeper.js';
import { lifecycle } from './lifecycle.js';
import { timeline } from './timeline.js';

const RENEW_EVERY_MS = 10;

let databases: TestDatabases;
let readModels: ReadModels;
/** What nobody else holds. */
let free: Set<string>;
let renewals: number;
let failures: [projection: string, error: unknown][];
let keeper: LeaseKeeper | undefined;

beforeAll(async () => {
  databases = await startDatabases('sqlite');
});
afterAll(() => databases.remove());
beforeEach(async () => {
  readModels = await openReadModels(await databases.next());
  [free, renewals, failures] = [new Set(['lifecycle', 'timeline']), 0, []];
});
afterEach(async () => {
  keeper?.stopRenewing();
  await keeper?.release();
  await readModels.close();
});

/** Leases as several processes share them, over read models that are real. */
function keeperWith(onTaken: LeaseKeeperParts['onTaken']): LeaseKeeper {
  const { reader } = readModels;
  const leases: ReadModels['leases'] = {
    isShared: true,
    renewEveryMs: RENEW_EVERY_MS,
    renew: (names) => {
      renewals += 1;
      return Promise.resolve(new Set(names.filter((name) => free.has(name))));
    },
    release: () => Promise.resolve(),
  };
  keeper = new LeaseKeeper({
    readModels: { ...readModels, reader, leases, prepare: () => Promise.resolve() },
    wanted: [lifecycle({}), timeline({})],
    onTaken,
    onRound: () => Promise.resolve(),
    onFailure: (projection, error) => failures.push([projection, error]),
  });
  return keeper;
}

const renewedAgain = async (): Promise<void> => {
  const before = renewals;
  await until(() => renewals > before + 3);
};

describe('a projection that takes long to take up', () => {
  it('holds up neither the renewals nor another projection', async () => {
    const gate = Promise.withResolvers<undefined>();
    const one = keeperWith(async ({ name }) => {
      if (name === 'lifecycle') await gate.promise;
    });
    const started = one.start();
    await until(() => one.holds('timeline'));
    await renewedAgain();
    expect(one.holds('lifecycle')).toBe(false);
    gate.resolve(undefined);
    await started;
    expect(one.holds('lifecycle')).toBe(true);
    expect(failures).toEqual([]);
  });

  it('is taken up anew where its lease was lost meanwhile', async () => {
    const gate = Promise.withResolvers<undefined>();
    let taken = 0;
    const one = keeperWith(async ({ name }) => {
      if (name !== 'lifecycle') return;
      taken += 1;
      if (taken === 1) await gate.promise;
    });
    const started = one.start();
    await until(() => taken === 1);
    free.delete('lifecycle');
    await renewedAgain();
    free.add('lifecycle');
    await renewedAgain();
    gate.resolve(undefined);
    await started;
    await until(() => one.holds('lifecycle'));
    expect(taken).toBe(2);
  });
});

describe('a projection that cannot be taken up', () => {
  it('is told by its name, holds up no other one, and is tried again', async () => {
    // Somebody else was faster with a statement between two of ours.
    const lost = new LedgerError('rebuild-running', 'lifecycle is being rebuilt already.');
    let tries = 0;
    const one = keeperWith(({ name }) => {
      if (name !== 'lifecycle') return Promise.resolve();
      tries += 1;
      return tries < 3 ? Promise.reject(lost) : Promise.resolve();
    });
    await one.start();
    expect(one.holds('timeline')).toBe(true);
    await until(() => one.holds('lifecycle'));
    expect(failures).toEqual([
      ['lifecycle', lost],
      ['lifecycle', lost],
    ]);
  });

  it('is left for good where a newer ledger writes it meanwhile', async () => {
    let taken = 0;
    const one = keeperWith(() => {
      taken += 1;
      return Promise.resolve();
    });
    free.delete('lifecycle');
    await one.start();
    const newer = { projection: 'lifecycle', version: 2, translation: 'a', promotes: true };
    await readModels.writer.transaction().execute((t) => createBuild(t, newer, now()));
    free.add('lifecycle');
    await until(() => failures.length > 0);
    await renewedAgain();
    expect(failures).toMatchObject([['lifecycle', { code: 'invalid-configuration' }]]);
    expect([one.holds('lifecycle'), one.holds('timeline'), taken]).toEqual([false, true, 1]);
  });
});
