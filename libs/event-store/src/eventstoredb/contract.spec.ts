import { afterAll } from '@jest/globals';
import type { EventStore } from '../event-store.js';
import { describeEventStoreContract } from '../../test/event-store.contract.js';
import { WireServer } from '../../test/wire-server/wire-server.js';
import { openEventStoreDb } from './open.js';

const maxEventBytes = 100_000;

const server = await WireServer.open();
afterAll(() => server.close());

const open = (url: string): Promise<EventStore> => openEventStoreDb({ url, maxEventBytes });

describeEventStoreContract('EventStoreDB, test server', {
  open: () => open(server.url),
  restart: async (store) => {
    await store.close();
    await server.restart();
    return open(server.url);
  },
  maxEventBytes,
});

/** A server that the caller brings. It cannot be restarted from here, and its log may hold anything. */
const url = process.env.EVENTSTORE_TEST_URL ?? '';
if (url !== '') {
  describeEventStoreContract('EventStoreDB, EVENTSTORE_TEST_URL', {
    open: () => open(url),
    restart: async (store) => {
      await store.close();
      return open(url);
    },
    maxEventBytes,
  });
}
