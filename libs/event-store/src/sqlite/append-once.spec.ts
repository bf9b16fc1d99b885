import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { collect, idsOf, newEvent, newEvents, uniqueStream } from '../../test/sample-events.js';
import { temporaryLog } from '../../test/temporary-log.js';
import { openSqliteEventStore } from './sqlite-event-store.js';
import type { SqliteEventStore } from './sqlite-event-store.js';

const file = temporaryLog();
let store: SqliteEventStore;
beforeEach(async () => {
  store = await openSqliteEventStore({ file, maxEventBytes: 100_000 });
});
afterEach(() => store.close());

describe('an event that is appended once', () => {
  it('stands at the end of its stream, wherever that is', async () => {
    const stream = uniqueStream();
    const [first, second, third] = [newEvent(), newEvent(), newEvent()];
    expect((await store.appendOnce(stream, first)).outcome).toBe('appended');
    await store.append(stream, 0n, [second]);
    await store.appendOnce(stream, third);
    const events = await collect(store.readStream(stream));
    expect(idsOf(events)).toEqual(idsOf([first, second, third]));
    expect(events.map(({ revision }) => revision)).toEqual([0n, 1n, 2n]);
    expect(events.at(-1)?.position).toBe(await store.head());
  });

  it('is repeated, at its first place, however often and how much later it comes again', async () => {
    const stream = uniqueStream();
    const event = newEvent();
    const results = await Promise.all([1, 2, 3].map(() => store.appendOnce(stream, event)));
    const head = await store.head();
    expect(results).toEqual([
      { outcome: 'appended', position: head },
      { outcome: 'repeated', position: head },
      { outcome: 'repeated', position: head },
    ]);
    await store.appendOnce(stream, newEvent());
    await store.close();
    store = await openSqliteEventStore({ file });
    expect(await store.appendOnce(stream, { ...event, metadata: { other: 'words' } })).toEqual(
      results[1],
    );
    expect(await collect(store.readStream(stream))).toHaveLength(2);
  });

  it('is contradicted by the same id with other data, or in another stream', async () => {
    const stream = uniqueStream();
    const event = newEvent();
    const { position } = await store.appendOnce(stream, event);
    const contradicted = { outcome: 'contradicted', position };
    expect(
      await store.appendOnce(stream, newEvent({ id: event.id, data: Buffer.from('x') })),
    ).toEqual(contradicted);
    expect(await store.appendOnce(uniqueStream(), event)).toEqual(contradicted);
    expect(idsOf(await collect(store.readStream(stream)))).toEqual([event.id]);
  });

  it('shares a transaction with others and leaves no gap, whatever became of them', async () => {
    const { commits } = store.stats();
    const [one, other] = [uniqueStream(), uniqueStream()];
    const [event, ...more] = newEvents(3);
    if (event === undefined) throw new Error('no events');
    const results = await Promise.all([
      store.appendOnce(one, event),
      store.appendOnce(other, event),
      store.append(one, 5n, more),
      store.append(one, 0n, more),
      store.appendOnce(one, newEvent()),
    ]);
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'appended',
      'contradicted',
      'conflict',
      'appended',
      'appended',
    ]);
    expect(store.stats().commits - commits).toBe(1);
    expect((await collect(store.readStream(one))).map(({ revision }) => revision)).toEqual([
      0n,
      1n,
      2n,
      3n,
    ]);
  });

  it('is refused as any append is', async () => {
    await expect(store.appendOnce('$system', newEvent())).rejects.toMatchObject({
      code: 'invalid-request',
    });
    const large = newEvent({ data: new Uint8Array(100_001) });
    await expect(store.appendOnce(uniqueStream(), large)).rejects.toMatchObject({
      code: 'event-too-large',
    });
    await store.close();
    await expect(store.appendOnce(uniqueStream(), newEvent())).rejects.toMatchObject({
      code: 'shutting-down',
    });
  });
});
