import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Instant } from '@subledger/domain';
import { type EventStore, openEventStoreDb } from '@subledger/event-store';
import { WireServer } from '../../event-store/test/wire-server/wire-server.js';
import { RecordDelivery } from './delivery.js';
import { OptimisticRecorder } from './optimistic-recorder.js';
import { triage } from './triage.js';

const LONGEST_MS = 400;
/** How long the store itself waits for an answer that does not come. */
const SILENCE_MS = 3_000;

let server: WireServer;
let store: EventStore;
beforeAll(async () => {
  server = await WireServer.open();
  store = await openEventStoreDb({ url: server.url, readSilenceMs: SILENCE_MS });
});
afterAll(async () => {
  await store.close();
  await server.close();
});

const profileId = randomUUID();
const newDelivery = (): RecordDelivery => {
  const body = {
    event_type: 'subscription_renewed',
    profile_id: profileId,
    event_properties: { profile_event_id: randomUUID() },
  };
  const receivedAt = '2026-01-01T00:00:00.000000Z' as Instant;
  return new RecordDelivery('production', Buffer.from(JSON.stringify(body)), receivedAt);
};

const recordWith = (recorder: OptimisticRecorder) => (delivery: RecordDelivery) => {
  const found = triage(delivery);
  if (found.kind !== 'event') throw new Error(found.kind);
  return recorder.record(delivery, found);
};

it('lets nobody wait in line while the store hangs, and records what comes again once', async () => {
  const record = recordWith(new OptimisticRecorder(store, LONGEST_MS));
  const deliveries = [newDelivery(), newDelivery(), newDelivery()];
  await server.failRead({ kind: 'hang' });
  const began = performance.now();
  const told = await Promise.allSettled(deliveries.map(record));
  expect(performance.now() - began).toBeLessThan(SILENCE_MS);
  for (const one of told)
    expect(one).toMatchObject({ status: 'rejected', reason: { code: 'store-unavailable' } });

  // The first one is still at it, and what waited behind it is not recorded in its place.
  const patient = recordWith(new OptimisticRecorder(store));
  for await (const { kind } of store.subscribe()) if (kind === 'event') break;
  const outcomes = [];
  for (const delivery of deliveries) outcomes.push((await patient(delivery)).outcome);
  expect(outcomes).toEqual(['duplicate', 'accepted', 'accepted']);
});

it('records again what an older log that was put back does not hold, and takes nothing from memory alone', async () => {
  const record = recordWith(new OptimisticRecorder(store));
  const delivery = newDelivery();
  expect((await record(delivery)).outcome).toBe('accepted');
  expect((await record(delivery)).outcome).toBe('duplicate');
  const { port } = server;
  await server.close();
  server = await WireServer.open({ port });
  expect((await record(delivery)).outcome).toBe('accepted');
  expect((await server.log()).map(({ data }) => Buffer.from(data))).toEqual([delivery.body]);
});
