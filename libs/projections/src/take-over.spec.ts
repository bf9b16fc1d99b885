import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type EventStore, openEventStoreDb } from '@subledger/event-store';
import { findBuildIn, openReadModels, type ReadModels } from '@subledger/read-models';
import { idsOf, newEvents } from '../../event-store/test/sample-events.js';
import { WireServer } from '../../event-store/test/wire-server/wire-server.js';
import { startDatabases, type TestDatabases } from '../../read-models/test/databases.js';
import { caughtUp, projectorOf } from '../test/projecting.js';
import { until } from '../test/until.js';
import type { Projection } from './projection.js';
import type { Projector } from './projector.js';

/** A server tells how far it has looked every 512 events, long before its subscription has caught up. */
const EVENTS = 800;
const PLACE_OF_FAULT = 700;

let server: WireServer;
let databases: TestDatabases;
let store: EventStore;
let readModels: ReadModels;
let projector: Projector | undefined;

beforeAll(async () => {
  server = await WireServer.open();
  databases = await startDatabases('sqlite');
  store = await openEventStoreDb({ url: server.url });
  readModels = await openReadModels(await databases.next());
});
afterAll(async () => {
  await projector?.stop();
  await readModels.close();
  await store.close();
  await databases.remove();
  await server.close();
});

it('holds up nothing that answers while a rebuild has only begun, and takes over once it has come as far', async () => {
  const events = newEvents(EVENTS);
  const faulty = idsOf(events)[PLACE_OF_FAULT];
  let isFaulty = false;
  const projection: Projection = {
    name: 'quarantine',
    version: 1,
    translation: 'none',
    apply: (_, batch) =>
      isFaulty && batch.some(({ id }) => id === faulty)
        ? Promise.reject(new Error('It cannot be applied.'))
        : Promise.resolve(),
  };
  const failures: unknown[] = [];
  await store.append('production-a', 'no_stream', events);
  projector = projectorOf({ store, readModels }, [projection], failures);
  await projector.start();
  await caughtUp({ store, readModels }, 'quarantine');
  isFaulty = true;
  const { build } = await projector.rebuild('quarantine', true);
  const rebuilt = () => findBuildIn(readModels.reader, 'quarantine', 'building');
  await until(async () => (await rebuilt())?.failure != null);

  await store.append('production-b', 'no_stream', newEvents(1));
  await caughtUp({ store, readModels }, 'quarantine');
  expect(failures).toMatchObject([{ message: 'It cannot be applied.' }]);

  isFaulty = false;
  await projector.resume(build);
  await until(
    async () => (await findBuildIn(readModels.reader, 'quarantine', 'live'))?.build === build,
  );
}, 60_000);
