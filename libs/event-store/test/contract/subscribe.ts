import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { comparePositions } from '@subledger/domain';
import type { Position } from '@subledger/domain';
import type { EventStore, LogItem } from '../../src/index.js';
import type { ContractAdapter } from './adapter.js';
import { Follower } from '../follower.js';
import { present } from '../present.js';
import { collect, idsOf, newEvent, newEvents, uniqueCategory } from '../sample-events.js';
import { appendInTurn } from './read.js';

export function describeSubscribe(adapter: ContractAdapter): void {
  describe('subscribe', () => {
    let store: EventStore;
    beforeAll(async () => {
      store = await adapter.open();
    });
    afterAll(() => store.close());

    it('catches up and goes live without a gap or a repeat, while others append', async () => {
      const category = uniqueCategory();
      const filter = { streamPrefixes: [category] };
      const events = newEvents(60);
      await appendInTurn(store, [`${category}-a`], events.slice(0, 20));
      const follower = new Follower(store, { filter });
      await appendInTurn(store, [`${category}-b`, `${category}-c`], events.slice(20));
      await follower.until((ids) => ids.length >= events.length);
      expect(follower.ids()).toEqual(idsOf(events));
      await follower.stop();
    });

    it('resumes after a position, exclusive', async () => {
      const category = uniqueCategory();
      const filter = { streamPrefixes: [category] };
      const events = newEvents(5);
      await appendInTurn(store, [`${category}-a`], events);
      const [, second] = await collect(store.readLog({ filter }));
      const follower = new Follower(store, { filter, after: present(second).position });
      await follower.until((ids) => ids.length >= 3);
      expect(follower.ids()).toEqual(idsOf(events.slice(2)));
      await follower.stop();
    });

    it('says how far it has come through events that the filter leaves out', async () => {
      const noise = `${uniqueCategory()}-noise`;
      await store.append(noise, 'no_stream', newEvents(100));
      const follower = new Follower(store, { filter: { streamPrefixes: [uniqueCategory()] } });
      await follower.untilReached(await headOf(store));
      // And again, live.
      await store.append(noise, 99n, newEvents(100));
      await follower.untilReached(await headOf(store));
      expect(follower.ids()).toEqual([]);
      await follower.stop();
    });

    it('says that it has caught up where it resumes at the head', async () => {
      await store.append(`${uniqueCategory()}-a`, 'no_stream', [newEvent()]);
      const head = await headOf(store);
      const follower = new Follower(store, { after: head });
      await follower.untilReached(head);
      expect(follower.ids()).toEqual([]);
      await follower.stop();
    });

    it('finds a stream that appears later', async () => {
      const category = uniqueCategory();
      const follower = new Follower(store, { filter: { streamPrefixes: [`${category}-new`] } });
      await store.append(`${category}-old`, 'no_stream', [newEvent()]);
      await follower.untilReached(await headOf(store));
      const event = newEvent();
      await store.append(`${category}-new`, 'no_stream', [event]);
      await follower.until((ids) => ids.length > 0);
      expect(follower.ids()).toEqual([event.id]);
      await follower.stop();
    });

    it('never says that it is past an event still to come, and never goes back', async () => {
      const category = uniqueCategory();
      const follower = new Follower(store, { filter: { streamPrefixes: [`${category}-kept`] } });
      await appendInTurn(store, [`${category}-kept`, `${category}-noise`], newEvents(60));
      await follower.until((ids) => ids.length >= 30);
      await follower.untilReached(await headOf(store));
      const positions = follower.items.map(positionOf);
      expect([...positions].sort(comparePositions)).toEqual(positions);
      const ofEvents = follower.items.filter((item) => item.kind === 'event').map(positionOf);
      expect(new Set(ofEvents).size).toBe(30);
      await follower.stop();
    });

    it('waits for a slow consumer and keeps the order', async () => {
      const category = uniqueCategory();
      const stop = new AbortController();
      const filter = { streamPrefixes: [category] };
      const first = newEvents(10);
      const later = newEvents(900);
      await store.append(`${category}-a`, 'no_stream', first);
      const seen: string[] = [];
      for await (const item of store.subscribe({ filter, signal: stop.signal })) {
        if (item.kind === 'reached') continue;
        seen.push(item.event.id);
        // The consumer stands still while hundreds arrive.
        if (seen.length === 5) await store.append(`${category}-b`, 'no_stream', later);
        if (seen.length === 910) stop.abort();
      }
      expect(seen).toEqual(idsOf([...first, ...later]));
    });

    it('ends without an error when the signal aborts, while it waits and before it begins', async () => {
      const follower = new Follower(store, {});
      await store.append(`${uniqueCategory()}-a`, 'no_stream', [newEvent()]);
      await follower.untilReached(await headOf(store));
      await expect(follower.stop()).resolves.toBeUndefined();
      expect(await collect(store.subscribe({ signal: AbortSignal.abort() }))).toEqual([]);
    });

    it('gives nothing more once the signal has aborted', async () => {
      const stream = `${uniqueCategory()}-a`;
      await store.append(stream, 'no_stream', newEvents(10));
      const stop = new AbortController();
      const items: LogItem[] = [];
      const filter = { streamPrefixes: [stream] };
      for await (const item of store.subscribe({ filter, signal: stop.signal })) {
        if (item.kind === 'event') items.push(item);
        if (items.length === 3) stop.abort();
      }
      expect(items).toHaveLength(3);
    });
  });
}

const headOf = async (store: EventStore): Promise<Position> => present(await store.head());

const positionOf = (item: LogItem): Position =>
  item.kind === 'event' ? item.event.position : item.position;
