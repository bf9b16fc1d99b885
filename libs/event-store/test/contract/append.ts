import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isInstant, isPosition } from '@subledger/domain';
import type { EventStore, ExpectedRevision } from '../../src/index.js';
import type { ContractAdapter } from './adapter.js';
import { collect, idsOf, newEvent, newEvents, uniqueStream } from '../sample-events.js';

export function describeAppend(adapter: ContractAdapter): void {
  describe('append', () => {
    let store: EventStore;
    beforeAll(async () => {
      store = await adapter.open();
    });
    afterAll(() => store.close());

    it('creates a stream at revision 0 and advances it at the exact revision', async () => {
      const stream = uniqueStream();
      const first = await store.append(stream, 'no_stream', [newEvent()]);
      const second = await store.append(stream, 0n, newEvents(2));
      expect(first).toMatchObject({ outcome: 'appended', revision: 0n });
      expect(second).toMatchObject({ outcome: 'appended', revision: 2n });
    });

    it('gives the position of the last event it added', async () => {
      const stream = uniqueStream();
      const result = await store.append(stream, 'no_stream', newEvents(3));
      const last = (await collect(store.readStream(stream))).at(-1);
      expect(result).toMatchObject({ position: last?.position });
      expect(isPosition(last?.position ?? '')).toBe(true);
    });

    it.each<[string, number, ExpectedRevision, ExpectedRevision]>([
      ['a stale revision', 3, 0n, 2n],
      ['a future revision', 1, 1n, 0n],
      ['a revision beyond any', 1, 2n ** 63n, 0n],
      ['a revision of a stream that does not exist', 0, 0n, 'no_stream'],
      ['the absence of a stream that exists', 2, 'no_stream', 1n],
    ])('conflicts on %s and reports the actual one', async (_, length, expected, actual) => {
      const stream = uniqueStream();
      const before = newEvents(length);
      if (length > 0) await store.append(stream, 'no_stream', before);
      const result = await store.append(stream, expected, newEvents(2));
      expect(result).toEqual({ outcome: 'conflict', actual });
      expect(idsOf(await collect(store.readStream(stream)))).toEqual(idsOf(before));
    });

    it('has one winner where several race for a revision', async () => {
      const stream = uniqueStream();
      const racers = newEvents(8);
      const results = await Promise.all(
        racers.map((event) => store.append(stream, 'no_stream', [event])),
      );
      const winners = racers.filter((_, index) => results[index]?.outcome === 'appended');
      expect(winners).toHaveLength(1);
      expect(results.filter((result) => result.outcome === 'conflict')).toEqual(
        Array(7).fill({ outcome: 'conflict', actual: 0n }),
      );
      expect(idsOf(await collect(store.readStream(stream)))).toEqual(idsOf(winners));
    });

    it('gives back every byte and every character', async () => {
      const stream = `${uniqueStream()} Ωμέγα 🦭`;
      const event = newEvent({
        type: 'наблюдение',
        data: Uint8Array.from({ length: 256 }, (_, byte) => byte),
        metadata: {
          'clé "1"': 'línea\n\u0000\u2028🦭',
          revision: '18446744073709551615',
          empty: '',
        },
      });
      await store.append(stream, 'no_stream', [event]);
      const [recorded] = await collect(store.readStream(stream));
      expect(recorded).toMatchObject({ id: event.id, type: event.type, stream, revision: 0n });
      expect(Buffer.from(recorded?.data ?? []).equals(event.data)).toBe(true);
      expect(recorded?.metadata).toEqual(event.metadata);
      expect(isInstant(recorded?.storedAt ?? '')).toBe(true);
    });

    it('keeps an event without a body and without metadata', async () => {
      const stream = uniqueStream();
      const empty = newEvent({ data: new Uint8Array(0), metadata: {} });
      await store.append(stream, 'no_stream', [empty]);
      const [recorded] = await collect(store.readStream(stream));
      expect(recorded?.data.byteLength).toBe(0);
      expect(recorded?.metadata).toEqual({});
    });

    it('takes what is as large as the limit and refuses one byte more before it writes', async () => {
      const stream = uniqueStream();
      const [kept, refused] = [stream, `${stream}-refused`];
      const data = new Uint8Array(adapter.maxEventBytes - '{}'.length);
      await store.append(kept, 'no_stream', [newEvent({ data, metadata: {} })]);
      const larger = [newEvent({ data, metadata: {} }), newEvent({ data: new Uint8Array(1) })];
      await expect(store.append(refused, 'no_stream', larger)).rejects.toMatchObject({
        code: 'event-too-large',
      });
      expect(await collect(store.readStream(kept))).toHaveLength(1);
      expect(await collect(store.readStream(refused))).toEqual([]);
    });

    it('refuses stream names that some store could not keep', async () => {
      const names = ['', '$all', '$streams', 'a\u0000b', 'half a pair: \ud83e', 'x'.repeat(1_001)];
      for (const stream of names) {
        await expect(store.append(stream, 'no_stream', [newEvent()])).rejects.toMatchObject({
          code: 'invalid-request',
        });
      }
    });

    it('refuses a list that is empty, and one that is endless', async () => {
      for (const events of [[], newEvents(1_001)]) {
        await expect(store.append(uniqueStream(), 'no_stream', events)).rejects.toMatchObject({
          code: 'invalid-request',
        });
      }
    });

    it('refuses ids that are no UUIDs in lower case, or the same one twice', async () => {
      const event = newEvent();
      const refused = [
        [newEvent({ id: 'renewal-1' })],
        [newEvent({ id: 'AAAAAAAA-AAAA-4AAA-8AAA-AAAAAAAAAAAA' })],
        [event, event],
      ];
      for (const events of refused) {
        await expect(store.append(uniqueStream(), 'no_stream', events)).rejects.toMatchObject({
          code: 'invalid-request',
        });
      }
    });

    it('refuses a negative expected revision', async () => {
      await expect(store.append(uniqueStream(), -1n, [newEvent()])).rejects.toMatchObject({
        code: 'invalid-request',
      });
    });
  });
}
