import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type EventStore, openEventStoreDb } from '@subledger/event-store';
import { openSilentServer } from '../../event-store/test/silent-server.js';
import { WireServer } from '../../event-store/test/wire-server/wire-server.js';
import { startDatabases, type TestDatabases } from '../../read-models/test/databases.js';
import { type LedgerFolder, openLedgerFolder } from '../test/ledger-folder.js';
import { caughtUp, projectorOf, recordFlow, statusPartsOf } from '../test/projecting.js';
import { until } from '../test/until.js';
import { lifecycle } from './lifecycle.js';
import type { Projector } from './projector.js';
import { describeBuilds } from './status.js';

let databases: TestDatabases;
/** Whose read models are used. */
let ledger: LedgerFolder;
let projector: Projector;

beforeEach(async () => {
  databases = await startDatabases('sqlite');
  ledger = await openLedgerFolder(databases);
});
afterEach(async () => {
  await projector.stop();
  await ledger.close();
  await databases.remove();
});

/** Applies one log, then goes on with another that is shorter. */
async function expectToldOf(whole: EventStore, older: EventStore): Promise<void> {
  for (const place of [0, 1]) await recordFlow(whole, place);
  await recordFlow(older, 0);
  const { readModels } = ledger;
  projector = projectorOf({ store: whole, readModels }, [lifecycle({})]);
  await projector.start();
  await caughtUp({ store: whole, readModels }, 'lifecycle');
  await projector.stop();

  projector = projectorOf({ store: older, readModels }, [lifecycle({})]);
  await projector.start();
  const told = () =>
    describeBuilds({ ...statusPartsOf(projector, { store: older, readModels }), store: older });
  await until(async () => (await told())[0]?.activity === 'failing');
  expect(await told()).toMatchObject([
    { lag: { events: null, seconds: null }, trouble: expect.stringContaining("the log's end") },
  ]);
}

describe('a build that has come further than a log that was restored', () => {
  it('is reported as failing, with what it says: an embedded one', async () => {
    const other = await openLedgerFolder(databases);
    await expectToldOf(ledger.store, other.store);
    await projector.stop();
    await other.close();
  });

  it('is reported as failing, with what it says: one of EventStoreDB', async () => {
    const servers = [await WireServer.open(), await WireServer.open()];
    const [whole, older] = await Promise.all(servers.map(({ url }) => openEventStoreDb({ url })));
    if (whole === undefined || older === undefined) throw new Error('Both are there.');
    await expectToldOf(whole, older);
    await projector.stop();
    for (const store of [whole, older]) await store.close();
    for (const server of servers) await server.close();
  });
});

describe('builds whose EventStoreDB cannot be asked', () => {
  let server: WireServer;
  let store: EventStore;
  beforeEach(async () => {
    server = await WireServer.open();
    store = await openEventStoreDb({ url: server.url });
    await recordFlow(store, 0);
    projector = projectorOf({ store, readModels: ledger.readModels }, [lifecycle({})]);
    await projector.start();
    await caughtUp({ store, readModels: ledger.readModels }, 'lifecycle');
    await projector.stop();
  });
  afterEach(async () => {
    await store.close();
    await server.close();
  });

  const told = (asked: EventStore) =>
    describeBuilds(statusPartsOf(projector, { store: asked, readModels: ledger.readModels }));
  const withoutLag = [
    {
      projection: 'lifecycle',
      position: expect.any(String),
      lag: { events: null, seconds: null },
    },
  ];

  it('are reported as the read models know them, without a lag: while it refuses connections', async () => {
    await server.stop();
    expect(await told(store)).toMatchObject(withoutLag);
  });

  it('are reported as the read models know them, without a lag: while it accepts them and is silent', async () => {
    const silent = await openSilentServer();
    const mute = await openEventStoreDb({ url: silent.url });
    expect(await told(mute)).toMatchObject(withoutLag);
    await mute.close();
    silent.close();
  });
});
