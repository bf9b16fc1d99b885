import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type EventStore, openEventStoreDb } from '@subledger/event-store';
import { findBuildIn, openReadModels, type ReadModels } from '@subledger/read-models';
import { newEvents } from '../../event-store/test/sample-events.js';
import { WireServer } from '../../event-store/test/wire-server/wire-server.js';
import { DATABASES, startDatabases, type TestDatabases } from '../../read-models/test/databases.js';
import { type LedgerFolder, openLedgerFolder } from '../test/ledger-folder.js';
import { caughtUp, projectorOf, recordFlow, statusPartsOf } from '../test/projecting.js';
import { dump } from '../test/tables.js';
import { until } from '../test/until.js';
import { lifecycle } from './lifecycle.js';
import type { Projection } from './projection.js';
import type { Projector } from './projector.js';
import { describeBuilds } from './status.js';

let databases: TestDatabases;
let projector: Projector | undefined;

interface Fed {
  readonly store: EventStore;
  readonly readModels: ReadModels;
}

async function start(parts: Fed, projection: Projection = lifecycle({})): Promise<Projector> {
  await projector?.stop();
  projector = projectorOf(parts, [projection]);
  await projector.start();
  return projector;
}

/** How the build that answers is told to stand. */
async function told(parts: Fed) {
  if (projector === undefined) throw new Error('Nobody projects.');
  const [live] = await describeBuilds(statusPartsOf(projector, parts));
  if (live === undefined) throw new Error('Nothing answers.');
  return live;
}

const positionOf = async ({ readModels }: Fed, name = 'lifecycle') =>
  (await findBuildIn(readModels.reader, name, 'live'))?.position;

afterEach(async () => {
  await projector?.stop();
  projector = undefined;
});

describe.each(DATABASES)(
  'read models over %s, once another copy of the log is put back',
  (kind) => {
    let ledger: LedgerFolder;
    /** The log as it was after the first flow. */
    let copy: LedgerFolder;
    let restored: Fed;

    beforeAll(async () => {
      databases = await startDatabases(kind);
    });
    afterAll(async () => {
      await databases.remove();
    });
    beforeEach(async () => {
      ledger = await openLedgerFolder(databases);
      copy = await openLedgerFolder(databases);
      restored = { store: copy.store, readModels: ledger.readModels };
      await recordFlow(ledger.store, 0);
      await recordFlow(copy.store, 0);
    });
    afterEach(async () => {
      await projector?.stop();
      await ledger.close();
      await copy.close();
    });

    it('pass over no event when it outgrows them, stand still in words, and go on over the right one', async () => {
      await recordFlow(ledger.store, 1);
      await start(ledger);
      await caughtUp(ledger, 'lifecycle');
      const [at, rows] = [await positionOf(ledger), await dump(ledger.readModels)];

      await start(restored);
      await until(async () => (await told(restored)).activity === 'failing');
      const { trouble } = await told(restored);
      expect(trouble).toMatch(/^The log does not hold event \S+ at position \d+, /);
      for (const place of [2, 3, 4]) await recordFlow(copy.store, place);
      const beyond = BigInt((await copy.store.head()) ?? 0) > BigInt(at ?? 0);
      expect(beyond).toBe(true);

      // A start over a log that is longer by now, as an import or a night later.
      await start(restored);
      await until(async () => (await told(restored)).activity === 'failing');
      expect((await told(restored)).trouble).toMatch(/^The log does not hold event /);
      expect(await positionOf(restored)).toBe(at);
      expect(await dump(ledger.readModels)).toEqual(rows);

      await start(ledger);
      await until(async () => (await told(ledger)).activity === 'following');
      await recordFlow(ledger.store, 5);
      await caughtUp(ledger, 'lifecycle');
    });

    it('go on where all that they have applied is in it', async () => {
      await start(ledger);
      await caughtUp(ledger, 'lifecycle');
      await recordFlow(copy.store, 1);
      await start(restored);
      await caughtUp(restored, 'lifecycle');
      expect((await told(restored)).trouble).toBeNull();
    });

    it('know it by an event that an operator let them pass over, too', async () => {
      await recordFlow(ledger.store, 1);
      const last = await ledger.store.head();
      const poisoned: Projection = {
        ...lifecycle({}),
        apply: async (transaction, events) => {
          if (events.some(({ position }) => position === last)) throw new Error('poison');
          await lifecycle({}).apply(transaction, events);
        },
      };
      const running = await start(ledger, poisoned);
      const live = () => findBuildIn(ledger.readModels.reader, 'lifecycle', 'live');
      await until(async () => (await live())?.failure != null);
      const { build, failure } = (await live()) ?? {};
      await running.skip(build ?? 0, failure?.eventId ?? '');
      await caughtUp(ledger, 'lifecycle');

      // All that was applied is in it, and what was passed over is not.
      await recordFlow(copy.store, 2);
      await start(restored);
      await until(async () => (await told(restored)).activity === 'failing');
      expect((await told(restored)).trouble).toContain(failure?.eventId);
    });
  },
);

it('tells a server from another one that has come as far', async () => {
  databases = await startDatabases('sqlite');
  const servers = [await WireServer.open(), await WireServer.open()] as const;
  const readModels = await openReadModels(await databases.next());
  const stores = await Promise.all(servers.map(({ url }) => openEventStoreDb({ url })));
  const none: Projection = {
    name: 'quarantine',
    version: 1,
    translation: 'none',
    apply: () => Promise.resolve(),
  };
  try {
    for (const store of stores) await store.append('production-a', 'no_stream', newEvents(3));
    await stores[1]?.append('production-b', 'no_stream', newEvents(3));
    const [before, after] = stores.map((store) => ({ store, readModels }));
    if (before === undefined || after === undefined) throw new Error('There are two servers.');
    await start(before, none);
    await caughtUp(before, 'quarantine');
    const at = await positionOf(before, 'quarantine');
    await start(before, none);
    await before.store.append('production-c', 'no_stream', newEvents(1));
    await until(async () => (await positionOf(before, 'quarantine')) !== at);
    expect((await told(before)).trouble).toBeNull();
    const last = await positionOf(before, 'quarantine');
    await start(after, none);
    await until(async () => (await told(after)).activity === 'failing');
    expect((await told(after)).trouble).toMatch(/^The log does not hold event /);
    expect(await positionOf(after, 'quarantine')).toBe(last);
  } finally {
    await projector?.stop();
    for (const store of stores) await store.close();
    await readModels.close();
    await databases.remove();
    for (const server of servers) await server.close();
  }
});
