import { statSync, symlinkSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { FollowingThread } from '../../test/following-thread.js';
import { collect, newEvent, newEvents, uniqueStream } from '../../test/sample-events.js';
import { temporaryLog } from '../../test/temporary-log.js';
import { openSqliteEventStore } from './sqlite-event-store.js';

it('is woken by a commit of its own process, not by the next look', async () => {
  const store = await openSqliteEventStore({ file: temporaryLog() });
  const items = store.subscribe()[Symbol.asyncIterator]();
  const began = performance.now();
  for (let round = 0; round < 20; round += 1) {
    // The subscription is waiting when the append is made.
    const next = items.next();
    await store.append(uniqueStream(), 'no_stream', [newEvent()]);
    expect((await next).value).toMatchObject({ kind: 'event' });
    expect((await items.next()).value).toEqual({ kind: 'reached', position: String(round + 1) });
  }
  // Looking every 250 ms would have taken five seconds.
  expect(performance.now() - began).toBeLessThan(2_500);
  await items.return?.();
  await store.close();
});

it('is woken in every thread of the process, by whatever name it knows the file', async () => {
  const file = temporaryLog();
  const link = `${file}-link`;
  const store = await openSqliteEventStore({ file });
  symlinkSync(file, link);
  const thread = new FollowingThread(link);
  await thread.next();
  const began = performance.now();
  for (let round = 0; round < 20; round += 1) {
    const event = newEvent();
    const next = thread.next();
    await store.append(uniqueStream(), 'no_stream', [event]);
    expect(await next).toBe(event.id);
  }
  expect(performance.now() - began).toBeLessThan(2_500);
  await thread.end();
  await store.close();
});

it('misses no commit that is made while its consumer works', async () => {
  const store = await openSqliteEventStore({ file: temporaryLog() });
  const items = store.subscribe()[Symbol.asyncIterator]();
  const first = items.next();
  await store.append('a', 'no_stream', [newEvent()]);
  await first;
  const began = performance.now();
  for (let round = 0; round < 20; round += 1) {
    // It knows of the head that it has reached, and hears of the next one before it waits.
    expect((await items.next()).value).toMatchObject({ kind: 'reached' });
    await store.append('a', BigInt(round), [newEvent()]);
    expect((await items.next()).value).toMatchObject({ kind: 'event' });
  }
  expect(performance.now() - began).toBeLessThan(2_500);
  await items.return?.();
  await store.close();
});

it('reads large events in pages that memory can hold, and keeps no transaction open between them', async () => {
  const file = temporaryLog();
  const store = await openSqliteEventStore({ file });
  const data = new Uint8Array(900_000);
  for (let count = 0; count < 12; count += 1) {
    await store.append(uniqueStream(), 'no_stream', [newEvent({ data })]);
  }
  const reader = await openSqliteEventStore({ file, readOnly: true });
  const events = reader.readLog()[Symbol.asyncIterator]();
  await events.next();
  // A reader in a transaction would keep the log that closing folds into the file.
  await store.close();
  expect(statSync(`${file}-wal`).size).toBe(0);
  const rest = await collect({ [Symbol.asyncIterator]: () => events });
  expect(rest.map(({ position }) => position)).toEqual(newEvents(11).map((_, i) => String(i + 2)));
  await reader.close();
});
