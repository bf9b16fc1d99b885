import { expect, it } from '@jest/globals';
import { collect, idsOf, newEvent, uniqueStream } from '../../test/sample-events.js';
import { temporaryLog } from '../../test/temporary-log.js';
import { openSqliteEventStore } from './sqlite-event-store.js';

const appendOf = (event = newEvent()) => ({
  stream: uniqueStream(),
  expected: 'no_stream' as const,
  events: [event],
});

it('makes all appends at once, in their order, behind what was offered before', async () => {
  const store = await openSqliteEventStore({ file: temporaryLog() });
  const before = newEvent();
  const appends = Array.from({ length: 40 }, () => appendOf());
  const first = store.append(uniqueStream(), 'no_stream', [before]);
  const results = await store.appendAll(appends);
  await first;
  expect(results).toEqual(
    appends.map((_, place) => ({
      outcome: 'appended',
      revision: 0n,
      position: String(place + 2),
    })),
  );
  const wanted = [before, ...appends.flatMap(({ events }) => events)];
  expect(idsOf(await collect(store.readLog()))).toEqual(idsOf(wanted));
  // Offered again they are there already.
  expect(await store.appendAll(appends)).toEqual(results);
  expect(await store.appendAll([])).toEqual([]);
  await store.close();
});

it('tells of a conflict in the place of its append', async () => {
  const store = await openSqliteEventStore({ file: temporaryLog() });
  const taken = appendOf();
  await store.appendAll([taken]);
  const results = await store.appendAll([{ ...appendOf(), stream: taken.stream }, appendOf()]);
  expect(results).toMatchObject([{ outcome: 'conflict', actual: 0n }, { outcome: 'appended' }]);
  await store.close();
});

it('writes none of them if the disk cannot hold all', async () => {
  const store = await openSqliteEventStore({ file: temporaryLog(), maxFileBytes: 300_000 });
  const large = Array.from({ length: 40 }, () =>
    appendOf({ ...newEvent(), data: Buffer.alloc(20_000) }),
  );
  await expect(store.appendAll(large)).rejects.toMatchObject({ code: 'store-full' });
  expect(await store.head()).toBeNull();
  await store.close();
});
