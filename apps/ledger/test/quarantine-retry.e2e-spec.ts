import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSqliteEventStore } from '@subledger/event-store';
import { WireServer } from '../../../libs/event-store/test/wire-server/wire-server.js';
import { createLedger, type Ledger } from '../src/ledger.js';
import { ledgerProjections, type ListProjections } from '../src/read-side/ledger-projections.js';
import { Operator, until } from './operator.js';
import { newBuyer, purchase } from './purchase.js';
import {
  type Answer,
  ask,
  configure,
  deliver,
  recordedEvents,
  runLedger,
} from './running-ledger.js';

/** Quarantined by an older ledger, which could not read what this one can. */
const [buyer, later] = [newBuyer(), newBuyer()];
const kept = [buyer, later].map((one) => ({
  id: randomUUID(),
  data: Buffer.from(JSON.stringify(purchase(one))),
}));

/** As one whose code cannot take any event. */
const withoutQuarantine: ListProjections = (names) =>
  ledgerProjections(names).map((projection) =>
    projection.name === 'quarantine'
      ? { ...projection, apply: () => Promise.reject(new Error('this code cannot take it')) }
      : projection,
  );

const entriesOf = ({ body }: Answer): number => (Array.isArray(body.items) ? body.items.length : 0);

let dataDir: string;
let ledger: Ledger;
const operator = new Operator(() => ledger);
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'subledger-retry-'));
  const store = await openSqliteEventStore({ file: join(dataDir, 'log.sqlite') });
  for (const { id, data } of kept) {
    const bodySha256 = createHash('sha256').update(data).digest('hex');
    await store.append(`quarantine_production-${bodySha256.slice(0, 40)}`, 'no_stream', [
      {
        id,
        type: 'delivery_quarantined',
        data,
        metadata: {
          environment: 'production',
          receivedAt: '2026-01-01T00:00:00.000000Z',
          bodySha256,
          source: 'webhook',
          reason: 'envelope-unusable',
          detail: 'An older ledger could not read it.',
        },
      },
    ]);
  }
  await store.close();
  ledger = await createLedger(configure(dataDir));
  await until(async () => (await ask(ledger, '/health/ready')).status === 200);
});
afterAll(async () => {
  await ledger.close();
  rmSync(dataDir, { recursive: true });
});

describe('a delivery in quarantine', () => {
  it('is shown with the reason', async () => {
    const [first] = kept;
    const { status, body } = await operator.get(`/v1/quarantine/${first?.id ?? ''}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      eventId: first?.id,
      reason: 'envelope-unusable',
      recordedAt: '2026-01-01T00:00:00Z',
      recordedAs: null,
    });
    expect((await operator.get(`/v1/quarantine/${randomUUID()}`)).status).toBe(404);
  });

  it('that has become readable is recorded when it is tried again, and says so', async () => {
    const id = kept[0]?.id ?? '';
    const { status, body } = await operator.post(`/v1/quarantine/${id}/retry`);
    expect([status, body.outcome]).toEqual([200, 'accepted']);
    const position = String(body.position);
    const shown = await operator.get(`/v1/quarantine/${id}?minPosition=${position}`);
    expect(shown.body.recordedAs).toBe(body.eventId);
    const path = `/v1/customers/${buyer.customer}?minPosition=${position}&at=2026-01-15T00:00:00Z`;
    expect((await operator.get(path)).body.state).toBe('Subscribed');
    const again = await operator.post(`/v1/quarantine/${id}/retry`);
    expect([again.status, again.body.outcome]).toEqual([200, 'duplicate']);
    const events = await recordedEvents({ dataDir });
    expect(events.map(({ id: one }) => one)).toContain(id);
    expect(events).toHaveLength(3);
  });

  it('that still cannot be read is answered as its webhook was, and stays', async () => {
    const first = await deliver(ledger, 'no json');
    const id = String(first.body.eventId);
    await operator.get(`/v1/quarantine/${id}?minPosition=${String(first.body.position)}`);
    const before = await recordedEvents({ dataDir });
    const again = await operator.post(`/v1/quarantine/${id}/retry`);
    expect([again.status, again.body.code]).toEqual([400, 'body-not-json']);
    expect(again.body).toMatchObject({ eventId: id, position: first.body.position });
    expect(await recordedEvents({ dataDir })).toHaveLength(before.length);
    expect((await operator.get(`/v1/quarantine/${id}`)).body.recordedAs).toBeNull();
  });

  it('is picked up by a rebuild', async () => {
    const { status, body } = await operator.post('/v1/projections/lifecycle/rebuild');
    expect(status).toBe(202);
    // The readable one, and the one that is no JSON.
    expect(body.quarantine).toEqual({ tried: 2, recorded: 1, more: false });
    await until(async () => (await operator.live()).build === body.build);
    const path = `/v1/customers/${later.customer}?at=2026-01-15T00:00:00Z`;
    await until(async () => (await operator.get(path)).body.state === 'Subscribed');
  });
});

describe('a rebuild over a quarantine of which one entry cannot be tried', () => {
  it('tries the others all the same', async () => {
    const trying = await runLedger();
    const by = new Operator(() => trying);
    for (const body of ['{"event_type":', '[]']) await deliver(trying, body);
    await until(async () => entriesOf(await by.get('/v1/quarantine')) === 2);
    const { build } = await by.live('quarantine');
    const database = new DatabaseSync(join(trying.dataDir, 'read-models.sqlite'), {
      timeout: 5_000,
    });
    // The body of the first one is nowhere in the log.
    database.exec(
      `UPDATE quarantine_b${build} SET stream = 'quarantine_production-none' WHERE reason = 'body-not-json'`,
    );
    database.close();
    const { body } = await by.post('/v1/projections/lifecycle/rebuild');
    expect(body.quarantine).toEqual({ tried: 2, recorded: 0, more: false });
    await trying.remove();
  });
});

describe('a rebuild beside a quarantine that stands still', () => {
  it('begins all the same, and says that it was not tried', async () => {
    const standing = await runLedger({}, { projections: withoutQuarantine });
    const by = new Operator(() => standing);
    await deliver(standing, purchase(newBuyer()));
    await until(async () => (await by.live('quarantine')).failure !== null);
    await until(async () => (await by.live()).lag.events === 0);
    const answer = await by.post('/v1/projections/lifecycle/rebuild', { hold: true });
    expect(answer.status).toBe(202);
    expect(answer.body.quarantine).toEqual({ tried: 0, recorded: 0, more: true });
    await standing.remove();
  });
});

describe('a rebuild while the log is not accepting writes', () => {
  it('begins all the same, and says that quarantine was not tried', async () => {
    const server = await WireServer.open();
    const refused = await runLedger({ EVENT_STORE_URL: server.url });
    const [by, body] = [new Operator(() => refused), '{"event_type":'];
    await deliver(refused, body);
    await until(async () => entriesOf(await by.get('/v1/quarantine')) === 1);
    await server.failAppend({ kind: 'error', code: status.PERMISSION_DENIED });
    const answer = await by.post('/v1/projections/lifecycle/rebuild', {});
    expect(answer.status).toBe(202);
    expect(answer.body.quarantine).toEqual({ tried: 0, recorded: 0, more: true });
    await refused.remove();
    await server.close();
  });
});
