import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import type { EventStore } from '../event-store.js';
import { collect, idsOf, newEvent, newEvents, uniqueStream } from '../../test/sample-events.js';
import type { AppendFault } from '../../test/wire-server/commands.js';
import { WireServer } from '../../test/wire-server/wire-server.js';
import { openEventStoreDb } from './open.js';

let server: WireServer;
let store: EventStore;
beforeAll(async () => {
  server = await WireServer.open();
});
afterAll(() => server.close());
beforeEach(async () => {
  store = await openEventStoreDb({ url: server.url, attemptTimeoutMs: 200, appendBudgetMs: 5_000 });
});
afterEach(() => store.close());

const storedIn = async (stream: string): Promise<string[]> =>
  idsOf(await collect(store.readStream(stream)));

describe('an append whose answer is lost', () => {
  it.each<AppendFault>([
    { kind: 'commit-then-drop' },
    { kind: 'commit-then-hang' },
    { kind: 'hang' },
    { kind: 'not-leader' },
    { kind: 'error', code: status.UNAVAILABLE },
    { kind: 'error', code: status.ABORTED, exception: 'timeout' },
    { kind: 'error', code: status.DEADLINE_EXCEEDED },
    { kind: 'error', code: status.CANCELLED },
    { kind: 'error', code: status.UNKNOWN },
    { kind: 'error', code: status.INTERNAL },
    { kind: 'error', code: status.RESOURCE_EXHAUSTED },
  ])('is offered again until it is known, and stored once: %j', async (fault) => {
    const stream = uniqueStream();
    const events = newEvents(3);
    await store.append(stream, 'no_stream', events.slice(0, 1));
    await server.failAppend(fault, fault);
    const result = await store.append(stream, 0n, events.slice(1));
    expect(result).toMatchObject({ outcome: 'appended', revision: 2n });
    expect(await storedIn(stream)).toEqual(idsOf(events));
  });

  it('is known after the server has lost its memory of ids, with later events behind it', async () => {
    const stream = uniqueStream();
    const event = newEvent();
    const impatient = await openEventStoreDb({
      url: server.url,
      attemptTimeoutMs: 100,
      appendBudgetMs: 100,
    });
    await server.failAppend({ kind: 'commit-then-hang' });
    await expect(impatient.append(stream, 'no_stream', [event])).rejects.toMatchObject({
      code: 'store-unavailable',
    });
    await impatient.close();
    await store.append(stream, 0n, newEvents(2));
    await server.restart();
    expect(await store.append(stream, 'no_stream', [event])).toMatchObject({
      outcome: 'appended',
      revision: 0n,
    });
    expect(await storedIn(stream)).toHaveLength(3);
  });

  it('is a conflict where somebody else was faster', async () => {
    const stream = uniqueStream();
    const other = await openEventStoreDb({ url: server.url });
    await server.failAppend({ kind: 'hang' });
    const append = store.append(stream, 'no_stream', [newEvent()]);
    // Taken before the second try: the fault holds the first one only.
    const winner = await other.append(stream, 'no_stream', [newEvent()]);
    await other.close();
    const outcomes = [(await append).outcome, winner.outcome].sort();
    expect(outcomes).toEqual(['appended', 'conflict']);
    expect(await storedIn(stream)).toHaveLength(1);
  });
});

describe('a server that refuses', () => {
  it.each<AppendFault>([
    { kind: 'error', code: status.PERMISSION_DENIED, exception: 'access-denied' },
    { kind: 'error', code: status.UNAUTHENTICATED },
    { kind: 'error', code: status.FAILED_PRECONDITION, exception: 'stream-deleted' },
    { kind: 'error', code: status.UNIMPLEMENTED },
  ])('is not asked again: %j', async (fault) => {
    const before = (await server.counts()).appends;
    await server.failAppend(fault);
    await expect(store.append(uniqueStream(), 'no_stream', [newEvent()])).rejects.toMatchObject({
      code: 'store-unavailable',
    });
    expect((await server.counts()).appends).toBe(before + 1);
  });

  it('for the size says so for good', async () => {
    await server.failAppend({
      kind: 'error',
      code: status.INVALID_ARGUMENT,
      exception: 'maximum-append-size-exceeded',
    });
    await expect(store.append(uniqueStream(), 'no_stream', [newEvent()])).rejects.toMatchObject({
      code: 'event-too-large',
    });
  });
});

describe('what the server counts beside the events', () => {
  it('is counted before anything is sent', async () => {
    const before = (await server.counts()).appends;
    const many = newEvents(1_000).map((event) => ({ ...event, data: new Uint8Array(900) }));
    await expect(store.append(uniqueStream(), 'no_stream', many)).rejects.toMatchObject({
      code: 'event-too-large',
    });
    expect((await server.counts()).appends).toBe(before);
  });
});

describe('appends under way', () => {
  it('are bounded in number and in bytes', async () => {
    const tight = await openEventStoreDb({
      url: server.url,
      maxPendingAppends: 2,
      maxPendingBytes: 1_000,
    });
    await server.setLatency(50);
    const small = () => tight.append(uniqueStream(), 'no_stream', [newEvent()]);
    const appends = [small(), small()];
    await expect(small()).rejects.toMatchObject({ code: 'overloaded' });
    await Promise.all(appends);
    const large = newEvent({ data: new Uint8Array(950) });
    const first = tight.append(uniqueStream(), 'no_stream', [large]);
    await expect(small()).rejects.toMatchObject({ code: 'overloaded' });
    expect((await first).outcome).toBe('appended');
    await server.setLatency(0);
    await tight.close();
  });

  it('never take the path of batches, which the server offers', async () => {
    await store.append(uniqueStream(), 'no_stream', [newEvent()]);
    const { appends, batchAppends } = await server.counts();
    expect(appends).toBeGreaterThan(0);
    expect(batchAppends).toBe(0);
  });
});

describe('checkWritable', () => {
  it('after a failed append believes only a write, which no read shows', async () => {
    const impatient = await openEventStoreDb({
      url: server.url,
      attemptTimeoutMs: 100,
      appendBudgetMs: 150,
    });
    const denied = { kind: 'error', code: status.PERMISSION_DENIED } as const;
    await server.failAppend(denied, denied);
    await expect(impatient.append(uniqueStream(), 'no_stream', [newEvent()])).rejects.toMatchObject(
      { code: 'store-unavailable' },
    );
    await expect(impatient.checkWritable()).rejects.toMatchObject({ code: 'store-unavailable' });
    const { appends } = await server.counts();
    await expect(impatient.checkWritable()).resolves.toBeUndefined();
    expect((await server.counts()).appends).toBe(appends + 1);
    await expect(impatient.checkWritable()).resolves.toBeUndefined();
    expect((await server.counts()).appends).toBe(appends + 1);
    const shown = await collect(impatient.readLog());
    expect(shown.filter(({ type }) => type === 'write_checked')).toEqual([]);
    await impatient.close();
  });
});
