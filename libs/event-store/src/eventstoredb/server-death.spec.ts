import { afterEach, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import type { EventStore } from '../event-store.js';
import { collect, idsOf, newEvent, newEvents, uniqueStream } from '../../test/sample-events.js';
import { WireServer } from '../../test/wire-server/wire-server.js';
import { openEventStoreDb } from './open.js';

const opened: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function serverThatIs(state: 'up' | 'down'): Promise<WireServer> {
  const server = await WireServer.open({ isDown: state === 'down' });
  opened.push(server);
  return server;
}

async function storeAt(url: string, changes = {}): Promise<EventStore> {
  const store = await openEventStoreDb({ url, attemptTimeoutMs: 300, ...changes });
  opened.push(store);
  return store;
}

describe('a store opened before its server is up', () => {
  it('rejects with store-unavailable, and works as soon as the server is there', async () => {
    const server = await serverThatIs('down');
    const store = await storeAt(server.url, { appendBudgetMs: 200 });
    const stream = uniqueStream();
    const event = newEvent();
    const unavailable = { code: 'store-unavailable' };
    await expect(store.append(stream, 'no_stream', [event])).rejects.toMatchObject(unavailable);
    await expect(collect(store.readStream(stream))).rejects.toMatchObject(unavailable);
    await expect(collect(store.readLog())).rejects.toMatchObject(unavailable);
    await expect(collect(store.subscribe())).rejects.toMatchObject(unavailable);
    await expect(store.head()).rejects.toMatchObject(unavailable);
    await expect(store.checkWritable()).rejects.toMatchObject(unavailable);
    // A question about lag goes without its answer.
    await expect(store.countAfter(null)).resolves.toBeNull();

    await server.start();
    const result = await store.append(stream, 'no_stream', [event]);
    expect(result).toMatchObject({ outcome: 'appended', revision: 0n });
    await expect(store.checkWritable()).resolves.toBeUndefined();
    expect(idsOf(await collect(store.readStream(stream)))).toEqual([event.id]);
  });

  it('has an append wait for the server within its budget', async () => {
    const server = await serverThatIs('down');
    const store = await storeAt(server.url);
    const append = store.append(uniqueStream(), 'no_stream', [newEvent()]);
    await server.start();
    expect((await append).outcome).toBe('appended');
  });

  it('finds the leader through discovery when there is one', async () => {
    const server = await serverThatIs('down');
    const hosts = `127.0.0.1:${server.port},127.0.0.1:${server.port}`;
    const url = `esdb://${hosts}?tls=false&maxDiscoverAttempts=2&discoveryInterval=10`;
    const store = await storeAt(url, { appendBudgetMs: 300 });
    const stream = uniqueStream();
    const appends = newEvents(5).map((event) => store.append(stream, 'no_stream', [event]));
    const failed = await Promise.allSettled(appends);
    for (const { status: outcome } of failed) expect(outcome).toBe('rejected');
    await server.start();
    expect((await store.append(stream, 'no_stream', [newEvent()])).outcome).toBe('appended');
    await server.restart();
    expect((await store.append(stream, 0n, [newEvent()])).outcome).toBe('appended');
  });
});

describe('a server that restarts', () => {
  it('is found again, and knows appends at exact revisions from before', async () => {
    const server = await serverThatIs('up');
    const store = await storeAt(server.url);
    const stream = uniqueStream();
    const events = newEvents(4);
    const first = await store.append(stream, 'no_stream', events.slice(0, 2));
    const second = await store.append(stream, 1n, events.slice(2));
    await server.restart();
    expect(await store.append(stream, 1n, events.slice(2))).toEqual(second);
    await server.restart();
    expect(await store.append(stream, 'no_stream', events.slice(0, 2))).toEqual(first);
    expect(idsOf(await collect(store.readStream(stream)))).toEqual(idsOf(events));
  });
});

describe('a read', () => {
  it.each([
    { kind: 'error', code: status.UNAVAILABLE },
    { kind: 'error', code: status.CANCELLED },
    { kind: 'not-leader' },
    { kind: 'hang' },
  ] as const)('that fails before its first event is tried again: %j', async (fault) => {
    const server = await serverThatIs('up');
    const store = await storeAt(server.url, { readSilenceMs: 200 });
    const stream = uniqueStream();
    const events = newEvents(3);
    await store.append(stream, 'no_stream', events);
    await server.failRead(fault);
    expect(idsOf(await collect(store.readStream(stream)))).toEqual(idsOf(events));
  });

  it('of a server that says nothing ends within its limit', async () => {
    const server = await serverThatIs('up');
    const store = await storeAt(server.url, { readSilenceMs: 50 });
    const hang = { kind: 'hang' } as const;
    await server.failRead(hang, hang, hang);
    await expect(store.head()).rejects.toMatchObject({ code: 'store-unavailable' });
  });

  it('that dies in the middle rejects, and gives nothing twice', async () => {
    const server = await serverThatIs('up');
    const store = await storeAt(server.url);
    const stream = uniqueStream();
    const large = newEvents(400).map((event) => ({ ...event, data: new Uint8Array(20_000) }));
    for (let i = 0; i < large.length; i += 40) {
      const expected = i === 0 ? 'no_stream' : BigInt(i - 1);
      await store.append(stream, expected, large.slice(i, i + 40));
    }
    const seen: bigint[] = [];
    const read = async (): Promise<void> => {
      for await (const { revision } of store.readStream(stream)) {
        seen.push(revision);
        if (seen.length === 3) await server.stop();
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(seen).toEqual(seen.map((_, index) => BigInt(index)));
    expect(seen.length).toBeLessThan(large.length);
  });
});
