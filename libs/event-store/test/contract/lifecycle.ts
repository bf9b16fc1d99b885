import { describe, expect, it } from '@jest/globals';
import { comparePositions } from '@subledger/domain';
import type { ContractAdapter } from './adapter.js';
import { Follower } from '../follower.js';
import { present } from '../present.js';
import { collect, idsOf, newEvent, newEvents, uniqueStream } from '../sample-events.js';

export function describeLifecycle(adapter: ContractAdapter): void {
  describe('head and countAfter', () => {
    it('name the last event and count what lies after a position', async () => {
      const store = await adapter.open();
      const stream = uniqueStream();
      await store.append(stream, 'no_stream', [newEvent()]);
      await store.append(stream, 0n, newEvents(3));
      const [first, last] = (await collect(store.readStream(stream)))
        .filter(({ revision }) => revision === 0n || revision === 3n)
        .map(({ position }) => position);
      const head = present(await store.head());
      expect(comparePositions(head, present(last))).toBeGreaterThanOrEqual(0);
      // Null where the store cannot count; a number is never less than what was just added.
      expect((await store.countAfter(present(first))) ?? Infinity).toBeGreaterThanOrEqual(3);
      expect((await store.countAfter(head)) ?? 0).toBe(0);
      expect((await store.countAfter(null)) ?? Infinity).toBeGreaterThanOrEqual(4);
      await store.close();
    });
  });

  describe('close', () => {
    it('finishes the appends that are under way', async () => {
      let store = await adapter.open();
      const streams = Array.from({ length: 50 }, uniqueStream);
      const appends = streams.map((stream) => store.append(stream, 'no_stream', [newEvent()]));
      await store.close();
      for (const append of appends) expect(await append).toMatchObject({ outcome: 'appended' });
      store = await adapter.open();
      for (const stream of streams) expect(await collect(store.readStream(stream))).toHaveLength(1);
      await store.close();
    });

    it('makes every later call reject with shutting-down, and closes once', async () => {
      const store = await adapter.open();
      await expect(store.checkWritable()).resolves.toBeUndefined();
      await store.close();
      await store.close();
      const calls = [
        () => store.append(uniqueStream(), 'no_stream', [newEvent()]),
        () => collect(store.readStream(uniqueStream())),
        () => collect(store.readLog()),
        () => collect(store.subscribe()),
        () => store.head(),
        () => store.countAfter(null),
        () => store.checkWritable(),
      ];
      for (const call of calls)
        await expect(call()).rejects.toMatchObject({ code: 'shutting-down' });
    });

    it('ends the subscriptions', async () => {
      const store = await adapter.open();
      const event = newEvent();
      const follower = new Follower(store, {});
      await store.append(uniqueStream(), 'no_stream', [event]);
      await follower.until((ids) => ids.includes(event.id));
      const ended = follower.ended().catch((error: unknown) => error);
      await store.close();
      // Without an error, or with the one that says why.
      expect([undefined, 'shutting-down']).toContain(codeOf(await ended));
    });

    it('leaves the log as it was', async () => {
      let store = await adapter.open();
      const stream = uniqueStream();
      const events = newEvents(3);
      await store.append(stream, 'no_stream', events);
      const before = await collect(store.readStream(stream));
      store = await adapter.restart(store);
      expect(await collect(store.readStream(stream))).toEqual(before);
      expect(idsOf(before)).toEqual(idsOf(events));
      await store.close();
    });
  });
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
