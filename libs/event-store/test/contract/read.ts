import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { comparePositions } from '@subledger/domain';
import type { Position } from '@subledger/domain';
import type { EventStore, NewEvent, RecordedEvent } from '../../src/index.js';
import type { ContractAdapter } from './adapter.js';
import { present } from '../present.js';
import { collect, idsOf, newEvents, uniqueCategory, uniqueStream } from '../sample-events.js';

export function describeRead(adapter: ContractAdapter): void {
  describe('readStream', () => {
    const stream = uniqueStream();
    // More than a page of any adapter.
    const events = newEvents(1_300);
    let store: EventStore;
    beforeAll(async () => {
      store = await adapter.open();
      await store.append(stream, 'no_stream', events.slice(0, 650));
      await store.append(stream, 649n, events.slice(650));
    });
    afterAll(() => store.close());

    it('gives nothing for a stream that does not exist', async () => {
      const missing = uniqueStream();
      expect(await collect(store.readStream(missing))).toEqual([]);
      expect(await collect(store.readStream(missing, { direction: 'backwards' }))).toEqual([]);
    });

    it('gives every event in order, with gapless revisions', async () => {
      const recorded = await collect(store.readStream(stream));
      expect(idsOf(recorded)).toEqual(idsOf(events));
      expect(recorded.map((event) => event.revision)).toEqual(events.map((_, i) => BigInt(i)));
    });

    it('begins at a revision, inclusive, and stops at a limit', async () => {
      const recorded = await collect(store.readStream(stream, { from: 640n, limit: 20 }));
      expect(idsOf(recorded)).toEqual(idsOf(events.slice(640, 660)));
    });

    it('reads backwards from the end or from a revision', async () => {
      const backwards = { direction: 'backwards' } as const;
      const newestFirst = idsOf(events).reverse();
      expect(idsOf(await collect(store.readStream(stream, backwards)))).toEqual(newestFirst);
      const two = await collect(store.readStream(stream, { ...backwards, limit: 2 }));
      expect(idsOf(two)).toEqual(newestFirst.slice(0, 2));
      const old = await collect(store.readStream(stream, { ...backwards, from: 1n }));
      expect(idsOf(old)).toEqual(idsOf(events.slice(0, 2)).reverse());
    });

    it('gives nothing forwards from after the end, and everything backwards', async () => {
      const from = 2n ** 70n;
      expect(await collect(store.readStream(stream, { from }))).toEqual([]);
      const last = await collect(
        store.readStream(stream, { from, direction: 'backwards', limit: 1 }),
      );
      expect(idsOf(last)).toEqual(idsOf(events.slice(-1)));
    });

    it('gives nothing within a limit of 0 and refuses one that is no count', async () => {
      expect(await collect(store.readStream(stream, { limit: 0 }))).toEqual([]);
      for (const options of [{ limit: -1 }, { limit: 0.5 }, { limit: NaN }, { from: -1n }]) {
        await expect(collect(store.readStream(stream, options))).rejects.toMatchObject({
          code: 'invalid-request',
        });
      }
    });

    it('can be left at any event', async () => {
      for await (const event of store.readStream(stream)) {
        if (event.revision === 3n) break;
      }
      await expect(store.append(stream, 0n, newEvents(1))).resolves.toEqual({
        outcome: 'conflict',
        actual: 1_299n,
      });
    });
  });

  describe('readLog', () => {
    const category = uniqueCategory();
    const [odd, even] = [`${category}-odd`, `${category}-even`];
    const filter = { streamPrefixes: [`${category}-`] };
    const events = newEvents(40);
    let store: EventStore;
    let before: Position | null;
    let recorded: RecordedEvent[];
    beforeAll(async () => {
      store = await adapter.open();
      before = await store.head();
      await appendInTurn(store, [odd, even], events);
      recorded = await collect(store.readLog({ filter }));
    });
    afterAll(() => store.close());

    it('gives the events of all streams in the order of their appends', () => {
      expect(idsOf(recorded)).toEqual(idsOf(events));
      const positions = recorded.map((event) => event.position);
      expect([...positions].sort(comparePositions)).toEqual(positions);
      expect(new Set(positions).size).toBe(events.length);
    });

    it('ends at the head, and shows no system event on the way', async () => {
      const all = await collect(store.readLog({ after: before }));
      expect(all.map((event) => event.stream).filter((name) => name.startsWith('$'))).toEqual([]);
      expect(idsOf(all.filter((event) => event.stream.startsWith(category)))).toEqual(
        idsOf(events),
      );
    });

    it('begins after a position, exclusive, and stops at a limit', async () => {
      const after = present(recorded[9]).position;
      const some = await collect(store.readLog({ after, limit: 5, filter }));
      expect(idsOf(some)).toEqual(idsOf(events.slice(10, 15)));
    });

    it('takes prefixes literally, any of several, and none of none', async () => {
      const read = async (...streamPrefixes: string[]): Promise<string[]> =>
        idsOf(await collect(store.readLog({ filter: { streamPrefixes } })));
      expect(await read(odd, even)).toEqual(idsOf(events));
      expect(await read(even)).toEqual(idsOf(events.filter((_, i) => i % 2 === 1)));
      expect(await read(`${category}%`, `${category}*`, `${category}.`)).toEqual([]);
      expect(await read()).toEqual([]);
    });
  });
}

/** One event an append, the streams in turn. */
export async function appendInTurn(
  store: EventStore,
  streams: readonly string[],
  events: readonly NewEvent[],
): Promise<void> {
  for (const [index, event] of events.entries()) {
    const round = Math.floor(index / streams.length);
    const stream = streams[index % streams.length] ?? '';
    const expected = round === 0 ? 'no_stream' : BigInt(round - 1);
    expect(await store.append(stream, expected, [event])).toMatchObject({ outcome: 'appended' });
  }
}
