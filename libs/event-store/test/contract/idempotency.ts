import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventStore } from '../../src/index.js';
import type { ContractAdapter } from './adapter.js';
import { collect, idsOf, newEvent, newEvents, uniqueStream } from '../sample-events.js';

export function describeIdempotency(adapter: ContractAdapter): void {
  describe('the same append again', () => {
    let store: EventStore;
    beforeAll(async () => {
      store = await adapter.open();
    });
    afterAll(() => store.close());

    it('is a success with the same result, written once', async () => {
      const stream = uniqueStream();
      const [first, second] = [newEvents(2), newEvents(3)];
      const results = [
        await store.append(stream, 'no_stream', first),
        await store.append(stream, 1n, second),
      ];
      // Later events change nothing: the retry may come hours after.
      await store.append(stream, 4n, newEvents(2));
      const again = [
        await store.append(stream, 'no_stream', first),
        await store.append(stream, 1n, second),
      ];
      expect(again).toEqual(results);
      expect(await collect(store.readStream(stream))).toHaveLength(7);
    });

    it('is a success once where both are under way at the same time', async () => {
      const stream = uniqueStream();
      const events = newEvents(2);
      const results = await Promise.all([
        store.append(stream, 'no_stream', events),
        store.append(stream, 'no_stream', events),
      ]);
      expect(results[1]).toEqual(results[0]);
      expect(results[0]).toMatchObject({ outcome: 'appended', revision: 1n });
      expect(await collect(store.readStream(stream))).toHaveLength(2);
    });

    it('is a success after a restart, with later events in between', async () => {
      const stream = uniqueStream();
      const [first, second] = [newEvents(2), newEvents(1)];
      const results = [
        await store.append(stream, 'no_stream', first),
        await store.append(stream, 1n, second),
      ];
      await store.append(stream, 2n, [newEvent()]);
      store = await adapter.restart(store);
      const again = [
        await store.append(stream, 'no_stream', first),
        await store.append(stream, 1n, second),
      ];
      expect(again).toEqual(results);
      expect(await collect(store.readStream(stream))).toHaveLength(4);
    });

    it('is a conflict where an id comes with another content: that content is not recorded', async () => {
      const stream = uniqueStream();
      const events = newEvents(2);
      await store.append(stream, 'no_stream', events);
      const [first = newEvent(), second = newEvent()] = events;
      const data = Buffer.from('something else');
      for (const altered of [
        [{ ...first, data }, second],
        [first, { ...second, data }],
      ]) {
        expect(await store.append(stream, 'no_stream', altered)).toEqual({
          outcome: 'conflict',
          actual: 1n,
        });
      }
      const recorded = await collect(store.readStream(stream));
      expect(recorded.map((event) => Buffer.compare(event.data, first.data))).toEqual([0, 0]);
    });

    it('is a success with other metadata, of which the first are kept', async () => {
      const stream = uniqueStream();
      const event = newEvent({ metadata: { receivedAt: 'first' } });
      const result = await store.append(stream, 'no_stream', [event]);
      const later = { ...event, metadata: { receivedAt: 'second' } };
      expect(await store.append(stream, 'no_stream', [later])).toEqual(result);
      const [recorded] = await collect(store.readStream(stream));
      expect(recorded?.metadata).toEqual({ receivedAt: 'first' });
    });

    it('has one winner where the same id comes with several contents at once', async () => {
      const stream = uniqueStream();
      const event = newEvent();
      const racers = Array.from({ length: 6 }, (_, i) => ({ ...event, data: Buffer.from([i]) }));
      const results = await Promise.all(
        racers.map((racer) => store.append(stream, 'no_stream', [racer])),
      );
      const winners = racers.filter((_, index) => results[index]?.outcome === 'appended');
      const recorded = await collect(store.readStream(stream));
      expect(recorded.map(({ data }) => Buffer.from(data))).toEqual(
        winners.map(({ data }) => Buffer.from(data)),
      );
      expect(recorded).toHaveLength(1);
    });

    it('is a conflict where only a part is the same', async () => {
      const stream = uniqueStream();
      const [a, b, c] = [newEvent(), newEvent(), newEvent()];
      await store.append(stream, 'no_stream', [a, b]);
      for (const partial of [[a, c], [c, b], [b, a], [a, b, c], [b]]) {
        expect(await store.append(stream, 'no_stream', partial)).toEqual({
          outcome: 'conflict',
          actual: 1n,
        });
      }
      expect(idsOf(await collect(store.readStream(stream)))).toEqual(idsOf([a, b]));
    });

    it('is a success for the beginning of a longer append', async () => {
      const stream = uniqueStream();
      const [a, b] = [newEvent(), newEvent()];
      await store.append(stream, 'no_stream', [a, b]);
      expect(await store.append(stream, 'no_stream', [a])).toMatchObject({
        outcome: 'appended',
        revision: 0n,
      });
    });
  });
}
