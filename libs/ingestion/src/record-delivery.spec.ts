import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Instant } from '@subledger/domain';
import { type EventStore, openSqliteEventStore } from '@subledger/event-store';
import { RecordDelivery, RecordDeliveryHandler } from './index.js';
import { StreamStates } from './stream-states.js';

let folder: string;
let store: EventStore;
const openStore = () => openSqliteEventStore({ file: join(folder, 'log.sqlite') });
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'subledger-ingestion-'));
  store = await openStore();
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const PROFILE = '742e6812-bd53-5a6b-8b32-174b0b08c01e';
const receivedAt = '2026-01-01T00:00:00.000000Z' as Instant;
const command = (body: object): RecordDelivery =>
  new RecordDelivery('production', Buffer.from(JSON.stringify(body)), receivedAt);
const newBody = () => ({
  event_type: 'subscription_renewed',
  profile_id: PROFILE,
  event_properties: { profile_event_id: randomUUID() },
});

const countRecorded = async (): Promise<number> => {
  let count = 0;
  for await (const { stream } of store.readLog())
    count += stream === `production-${PROFILE}` ? 1 : 0;
  return count;
};

const withoutAppendOnce = (open: EventStore): EventStore =>
  new Proxy(open, {
    get: (target, name: keyof EventStore) =>
      name === 'appendOnce' ? undefined : (target[name] as () => unknown).bind(target),
  });

/** The two ways to record, over the same log. */
describe.each<readonly [string, (open: EventStore) => EventStore]>([
  ['that knows every id', (open) => open],
  ['that recognises a repetition only at its revision', withoutAppendOnce],
])('over a store %s', (_, seen) => {
  describe('two processes that record for one profile', () => {
    it('lose nothing, record nothing twice, and name the same places', async () => {
      const handlers = [
        new RecordDeliveryHandler(seen(store)),
        new RecordDeliveryHandler(seen(store)),
      ];
      const bodies = Array.from({ length: 20 }, newBody);
      const [one, other] = await Promise.all(
        handlers.map(async (handler, index) => {
          const positions = new Map<unknown, unknown>();
          // In opposite orders, so that each finds the stream moved on by the other.
          for (const body of index === 0 ? bodies : bodies.toReversed()) {
            const result = await handler.execute(command(body));
            expect(['accepted', 'duplicate']).toContain(result.outcome);
            positions.set(body, 'position' in result ? result.position : undefined);
          }
          return positions;
        }),
      );
      expect(await countRecorded()).toBe(20);
      for (const body of bodies) expect(one?.get(body)).toBe(other?.get(body));
      expect(new Set(one?.values()).size).toBe(20);
    });
  });

  describe('two processes that get one identity with different bodies at the same moment', () => {
    it('record both, one beside the other, whoever comes first', async () => {
      for (let round = 0; round < 10; round += 1) {
        const body = newBody();
        const bodies = [body, { ...body, note: 'changed' }];
        const results = await Promise.all(
          bodies.map((each) => new RecordDeliveryHandler(seen(store)).execute(command(each))),
        );
        expect(results.map(({ outcome }) => outcome).sort()).toEqual(['accepted', 'conflict']);
        expect(await countRecorded()).toBe(2 * (round + 1));
        const recorded: string[] = [];
        for await (const event of store.readStream(`production-${PROFILE}`, {
          from: BigInt(2 * round),
        }))
          recorded.push(Buffer.from(event.data).toString());
        expect(recorded.sort()).toEqual(bodies.map((each) => JSON.stringify(each)).sort());
      }
    });
  });

  describe('a process that starts again', () => {
    it('knows what was recorded before', async () => {
      const body = newBody();
      const first = await new RecordDeliveryHandler(seen(store)).execute(command(body));
      await store.close();
      store = await openStore();
      const handler = new RecordDeliveryHandler(seen(store));
      expect(await handler.execute(command(body))).toEqual({ ...first, outcome: 'duplicate' });
      expect((await handler.execute(command({ ...body, note: 1 }))).outcome).toBe('conflict');
    });
  });

  describe('a store that is closed', () => {
    it('fails the delivery, which is accepted when it comes again', async () => {
      const handler = new RecordDeliveryHandler(seen(store));
      await handler.execute(command(newBody()));
      await store.close();
      await expect(handler.execute(command(newBody()))).rejects.toMatchObject({
        code: 'shutting-down',
      });
      store = await openStore();
    });
  });
});

describe('what is remembered of streams', () => {
  const append = (stream: string, count: number) =>
    store.append(
      stream,
      'no_stream',
      Array.from({ length: count }, () => ({
        id: randomUUID(),
        type: 'delivery_accepted',
        data: new Uint8Array(),
        metadata: { bodySha256: 'x' },
      })),
    );

  it('is bounded, and whatever is forgotten is read again', async () => {
    await append('production-a', 3);
    await append('production-b', 3);
    await append('production-c', 9);
    const states = new StreamStates(store, 6);
    expect((await states.load('production-a')).held.size).toBe(3);
    expect((await states.load('production-b')).held.size).toBe(3);
    expect(states.size).toBe(6);
    // The third does not fit beside any other, nor by itself.
    expect((await states.load('production-c')).held.size).toBe(9);
    expect(states.size).toBe(0);
    expect((await states.load('production-a')).revision).toBe(2n);
  });

  it('drops first what was asked for longest ago', async () => {
    await append('production-a', 2);
    await append('production-b', 2);
    await append('production-c', 2);
    const states = new StreamStates(store, 4);
    const a = await states.load('production-a');
    await states.load('production-b');
    await states.load('production-a');
    await states.load('production-c');
    expect(states.size).toBe(4);
    expect(await states.load('production-a')).toBe(a);
  });
});
