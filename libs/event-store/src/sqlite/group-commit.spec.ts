import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { collect, idsOf, newEvent, newEvents, uniqueStream } from '../../test/sample-events.js';
import { temporaryLog } from '../../test/temporary-log.js';
import { openSqliteEventStore } from './sqlite-event-store.js';
import type { SqliteEventStore } from './sqlite-event-store.js';

/** What is handed over to the writing thread before a turn of the event loop has ended. */
const EARLY = 16;

describe('group commit', () => {
  const file = temporaryLog();
  let store: SqliteEventStore;
  beforeEach(async () => {
    store = await openSqliteEventStore({ file, maxQueuedAppends: 3_000, maxQueuedBytes: 500_000 });
  });
  afterEach(() => store.close());

  it('writes what is appended together in one transaction', async () => {
    const before = committedTransactions(file);
    const appends = newEvents(EARLY).map((event) =>
      store.append(uniqueStream(), 'no_stream', [event]),
    );
    const results = await Promise.all(appends);
    expect(results.map(({ outcome }) => outcome)).toEqual(Array(EARLY).fill('appended'));
    expect(committedTransactions(file) - before).toBe(1);
    expect(store.stats()).toEqual({ commits: 1, events: EARLY, queuedAppends: 0 });
  });

  it('writes the first of many while the others are being handed over', async () => {
    const before = committedTransactions(file);
    const settled: number[] = [];
    const appends = newEvents(500).map(async (event, index) => {
      // Nothing else of this thread runs until the first ones are in the file.
      if (index === EARLY) blockUntil(() => committedTransactions(file) > before);
      await store.append(uniqueStream(), 'no_stream', [event]);
      settled.push(index);
    });
    await Promise.all(appends);
    const transactions = committedTransactions(file) - before;
    expect(transactions).toBe(store.stats().commits);
    expect(transactions).toBeGreaterThan(1);
    expect(transactions).toBeLessThanOrEqual(Math.ceil(500 / EARLY));
    expect(settled).toEqual([...settled].sort((a, b) => a - b));
  });

  it('bounds a transaction, and keeps the order over several', async () => {
    const before = store.stats().commits;
    const events = newEvents(2_500);
    const head = Number((await store.head()) ?? 0);
    await Promise.all(events.map((event) => store.append(uniqueStream(), 'no_stream', [event])));
    // Not counted in the write-ahead log, which may be begun anew while so much goes into it.
    expect(store.stats().commits - before).toBeGreaterThanOrEqual(3);
    const recorded = (await collect(store.readLog())).slice(head);
    expect(idsOf(recorded)).toEqual(idsOf(events));
  });

  it('gives each append its own outcome', async () => {
    const stream = uniqueStream();
    const taken = newEvent();
    await store.append(uniqueStream(), 'no_stream', [taken]);
    const [first, second] = [newEvent(), newEvent()];
    const results = await Promise.allSettled([
      store.append(stream, 'no_stream', [first]),
      store.append(stream, 'no_stream', [newEvent()]),
      store.append(stream, 'no_stream', [first]),
      store.append(stream, 0n, [taken]),
      store.append(stream, 0n, [second]),
    ]);
    expect(results).toMatchObject([
      { value: { outcome: 'appended', revision: 0n } },
      { value: { outcome: 'conflict', actual: 0n } },
      { value: { outcome: 'appended', revision: 0n } },
      { reason: { code: 'wrong-expected-revision' } },
      { value: { outcome: 'appended', revision: 1n } },
    ]);
    expect(idsOf(await collect(store.readStream(stream)))).toEqual(idsOf([first, second]));
    expect(store.stats()).toMatchObject({ commits: 2, events: 3 });
  });

  it('writes nothing of a list one of whose ids stands elsewhere', async () => {
    const [stream, other] = [uniqueStream(), uniqueStream()];
    const taken = newEvent();
    await store.append(other, 'no_stream', [taken]);
    await expect(store.append(stream, 'no_stream', [newEvent(), taken])).rejects.toMatchObject({
      code: 'wrong-expected-revision',
    });
    // In its own stream too: at a later revision it would stand twice.
    await expect(store.append(other, 0n, [taken])).rejects.toMatchObject({
      code: 'wrong-expected-revision',
    });
    expect(await collect(store.readStream(stream))).toEqual([]);
  });

  it('refuses at once what exceeds the queue, and accepts appends again when the queue is written', async () => {
    const appends = newEvents(3_000).map((event) =>
      store.append(uniqueStream(), 'no_stream', [event]),
    );
    await expect(store.append(uniqueStream(), 'no_stream', [newEvent()])).rejects.toMatchObject({
      code: 'overloaded',
    });
    await expect(store.checkWritable()).rejects.toMatchObject({ code: 'overloaded' });
    await Promise.all(appends);
    await expect(store.checkWritable()).resolves.toBeUndefined();
    expect(store.stats()).toMatchObject({ events: 3_000 });
  });

  it('bounds the bytes that wait, not only the appends', async () => {
    const large = (): Promise<unknown> =>
      store.append(uniqueStream(), 'no_stream', [newEvent({ data: new Uint8Array(240_000) })]);
    const results = await Promise.allSettled([large(), large(), large()]);
    expect(results).toMatchObject([
      { value: { outcome: 'appended' } },
      { value: { outcome: 'appended' } },
      { reason: { code: 'overloaded' } },
    ]);
  });

  it('stamps the events of a transaction with one reading of the clock', async () => {
    await store.close();
    let now = Date.parse('2026-01-31T23:59:59.999Z');
    store = await openSqliteEventStore({ file, clock: () => now++ });
    const streams = [uniqueStream(), uniqueStream()];
    await Promise.all(streams.map((stream) => store.append(stream, 'no_stream', newEvents(2))));
    await store.append(streams[0] ?? '', 1n, newEvents(1));
    const times = (await collect(store.readLog())).slice(-5).map(({ storedAt }) => storedAt);
    expect(times).toEqual([
      ...Array<string>(4).fill('2026-01-31T23:59:59.999000Z'),
      '2026-02-01T00:00:00.000000Z',
    ]);
  });
});

function blockUntil(holds: () => boolean): void {
  const deadline = performance.now() + 20_000;
  while (!holds())
    if (performance.now() > deadline) throw new Error('It did not come to hold within 20 s.');
}

/**
 * Transactions in the write-ahead log since it last began anew (SQLite's page "Database File Format": a
 * header of 32 bytes, then frames of 24 bytes and a page; the last frame of a transaction names the
 * database's size, the others 0; frames with another salt than the header's are left-overs).
 */
function committedTransactions(file: string): number {
  const wal = readFileSync(`${file}-wal`);
  if (wal.length === 0) return 0;
  const frameBytes = 24 + wal.readUInt32BE(8);
  let commits = 0;
  for (let at = 32; at + frameBytes <= wal.length; at += frameBytes) {
    const isCurrent = wal.compare(wal, 16, 24, at + 8, at + 16) === 0;
    if (isCurrent && wal.readUInt32BE(at + 4) > 0) commits += 1;
  }
  return commits;
}
