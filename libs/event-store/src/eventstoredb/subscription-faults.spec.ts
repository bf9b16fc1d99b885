import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EventStore, LogItem } from '../event-store.js';
import { Follower } from '../../test/follower.js';
import { idsOf, newEvent, newEvents, uniqueCategory } from '../../test/sample-events.js';
import { WireServer } from '../../test/wire-server/wire-server.js';
import { openEventStoreDb } from './open.js';

let server: WireServer;
let store: EventStore;
beforeAll(async () => {
  server = await WireServer.open();
});
afterAll(() => server.close());
beforeEach(async () => {
  const url = server.url;
  store = await openEventStoreDb({ url, idleIntervalMs: 50, stallLimitMs: 300 });
});
afterEach(() => store.close());

/** A follower that has caught up with one event. */
async function followerOf(category: string): Promise<Follower> {
  const event = newEvent();
  await store.append(`${category}-a`, 'no_stream', [event]);
  const follower = new Follower(store, { filter: { streamPrefixes: [category] } });
  await follower.until((ids) => ids.includes(event.id));
  return follower;
}

async function untilSubscriptionsAre(count: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await server.counts()).openSubscriptions === count) return;
    await wait(20);
  }
  throw new Error(`the server never had ${count} subscriptions`);
}

describe('a subscription', () => {
  it.each<[string, () => Promise<void>]>([
    ['an error of the server', () => server.endSubscriptions('error')],
    ['an end without a word', () => server.endSubscriptions('end')],
    ['the death of the server', () => server.restart()],
  ])('rejects on %s, and another one goes on after the last event', async (_, fault) => {
    const category = uniqueCategory();
    const follower = await followerOf(category);
    const last = follower.items.findLast((item) => item.kind === 'event');
    await fault();
    await expect(follower.ended()).rejects.toMatchObject({ code: 'store-unavailable' });

    const events = newEvents(3);
    await store.append(`${category}-a`, 0n, events);
    const next = new Follower(store, {
      filter: { streamPrefixes: [category] },
      ...(last?.kind === 'event' ? { after: last.event.position } : {}),
    });
    await next.until((ids) => ids.length >= events.length);
    expect(next.ids()).toEqual(idsOf(events));
    await next.stop();
  });

  it('that stands still while the log goes on is given up', async () => {
    const category = uniqueCategory();
    const follower = await followerOf(category);
    await server.muteSubscriptions(true);
    await store.append(`${category}-a`, 0n, [newEvent()]);
    await expect(follower.ended()).rejects.toThrow('The subscription stands still');
    await server.muteSubscriptions(false);
  });

  it('is closed on the server when it is left, aborted, or its store closes', async () => {
    const category = uniqueCategory();
    await untilSubscriptionsAre(0);
    const aborted = await followerOf(category);
    await untilSubscriptionsAre(1);
    await aborted.stop();
    await untilSubscriptionsAre(0);
    for await (const item of store.subscribe()) if (item.kind === 'event') break;
    await untilSubscriptionsAre(0);
    const closing = new Follower(store, {});
    const ended = closing.ended().catch((error: unknown) => error);
    await untilSubscriptionsAre(1);
    await store.close();
    expect(await ended).toMatchObject({ code: 'shutting-down' });
    await untilSubscriptionsAre(0);
  });

  it('refuses a position after the end of the log, and one of another kind of store', async () => {
    for (const after of ['9000000000000000000/9000000000000000000', '42']) {
      const follower = new Follower(store, { after: after as never });
      await expect(follower.ended()).rejects.toMatchObject({ code: 'invalid-request' });
    }
  });
});

describe('a consumer that is slow', () => {
  it('holds the server back, and misses nothing', async () => {
    const category = uniqueCategory();
    const data = new Uint8Array(20_000);
    for (let stream = 0; stream < 60; stream += 1) {
      const events = newEvents(45).map((event) => ({ ...event, data }));
      await store.append(`${category}-${stream}`, 'no_stream', events);
    }
    const before = (await server.counts()).delivered;
    const stop = new AbortController();
    const filter = { streamPrefixes: [category] };
    const seen: LogItem[] = [];
    let deliveredMeanwhile = 0;
    for await (const item of store.subscribe({ filter, signal: stop.signal })) {
      if (item.kind === 'reached') continue;
      seen.push(item);
      if (seen.length === 1) deliveredMeanwhile = (await deliveredAtRest()) - before;
      if (seen.length === 2_700) stop.abort();
    }
    // 54 MB were to be had; what was sent lies in a few buffers of the two ends.
    expect(deliveredMeanwhile).toBeLessThan(500);
    const positions = seen.map((item) => (item.kind === 'event' ? item.event.position : ''));
    expect([...positions].sort()).toEqual(positions);
    expect(new Set(positions).size).toBe(2_700);
  });
});

/** How many events the server has got rid of when it gets rid of no more. */
async function deliveredAtRest(): Promise<number> {
  for (let last = -1, tries = 0; tries < 50; tries += 1) {
    const { delivered } = await server.counts();
    if (delivered === last) return delivered;
    last = delivered;
    await wait(150);
  }
  throw new Error('the server never came to rest');
}
