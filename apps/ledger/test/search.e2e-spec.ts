import { get, type IncomingMessage } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RECORDED_TYPES } from '@subledger/domain';
import { openSqliteEventStore } from '@subledger/event-store';
import type { EventsAnswer } from '@subledger/queries';
import { createLedger, type Ledger } from '../src/ledger.js';
import { until } from './operator.js';
import { AUTHORIZED, newBuyer, purchase } from './purchase.js';
import { ask, configure } from './running-ledger.js';

const EVENTS = 6_000;
/** Long ids make a file that no buffer on the way can hold. */
const PADDING = 'x'.repeat(900);
const AN_APPEND = 500;
const DAY_MS = 86_400_000;

let dataDir: string;
let ledger: Ledger;

const dayOf = (number: number): string =>
  new Date(Date.UTC(2026, 0, 1) + number * (DAY_MS / 100)).toISOString().replace('Z', '000Z');

/** Events of many buyers, of which a few have something of their own to be found by. */
function event(number: number) {
  const buyer = newBuyer({
    customer: `found-${number % 1_000}-${PADDING}`,
    transactionId: `T-${number}`,
  });
  const body = purchase(
    buyer,
    {
      store: number % 3 === 0 ? 'play_store' : 'app_store',
      vendor_product_id: `product-${number % 5}`,
      original_transaction_id: `T-${number - (number % 10)}`,
      event_datetime: dayOf(number),
    },
    {
      event_type: number % 100 === 0 ? 'a_name_nobody_knows' : 'subscription_started',
      event_datetime: dayOf(number),
    },
  );
  return {
    id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    type: RECORDED_TYPES.accepted,
    data: new TextEncoder().encode(JSON.stringify(body)),
    metadata: {
      environment: 'production',
      receivedAt: dayOf(number + 50),
      bodySha256: '',
      source: 'webhook',
    },
  };
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'subledger-search-'));
  const store = await openSqliteEventStore({ file: join(dataDir, 'log.sqlite') });
  for (let first = 0; first < EVENTS; first += AN_APPEND) {
    const events = Array.from({ length: AN_APPEND }, (_, place) => event(first + place));
    await store.append(`production-many_${first}`, 'no_stream', events);
  }
  await store.close();
  ledger = await createLedger(configure(dataDir));
  await until(async () => (await fetch(`${ledger.url}/health/ready`)).status === 200);
}, 60_000);
afterAll(async () => {
  await ledger.close();
  rmSync(dataDir, { recursive: true });
});

/** The numbers of the events that a search gives, page after page. */
async function found(parameters: Record<string, string>): Promise<number[]> {
  const numbers: number[] = [];
  let cursor: string | null = null;
  for (;;) {
    const query = new URLSearchParams({
      ...parameters,
      limit: '200',
      ...(cursor === null ? {} : { cursor }),
    }).toString();
    const { body } = await ask(ledger, `/v1/events?${query}`, AUTHORIZED);
    const page = body as unknown as EventsAnswer;
    numbers.push(...page.items.map(({ eventId }) => Number(eventId.slice(-12))));
    if (page.caughtUp) return numbers;
    cursor = page.nextCursor;
  }
}

const numbersThat = (fit: (number: number) => boolean): number[] =>
  Array.from({ length: EVENTS }, (_, number) => number).filter(fit);

describe('a search of the log', () => {
  it.each<[Record<string, string>, (number: number) => boolean]>([
    [{ type: 'a_name_nobody_knows' }, (n) => n % 100 === 0],
    [{ recognised: 'false' }, (n) => n % 100 === 0],
    [
      { recognised: 'true', store: 'play_store', product: 'product-3' },
      (n) => n % 100 !== 0 && n % 15 === 3,
    ],
    [{ kind: 'unrecognised,conflict' }, (n) => n % 100 === 0],
    [{ transaction: 'T-4711' }, (n) => n === 4711],
    [{ transaction: 'T-4710' }, (n) => n >= 4710 && n < 4720],
    [{ customer: `found-77-${PADDING}` }, (n) => n % 1_000 === 77],
    [{ since: dayOf(150), until: dayOf(160) }, (n) => n >= 100 && n < 110],
    [{ occurredSince: dayOf(100), occurredUntil: dayOf(110) }, (n) => n >= 100 && n < 110],
    [{ environment: 'sandbox' }, () => false],
  ])('by %j finds what fits, and nothing else', async (parameters, fit) => {
    expect(await found(parameters)).toEqual(numbersThat(fit));
  });

  it.each([
    { recognised: 'yes' },
    { kind: 'event,made-up' },
    { until: 'tomorrow' },
    { format: 'xml' },
    { format: 'csv', from: 'newest' },
  ])('by %j is refused', async (parameters) => {
    const query = new URLSearchParams(parameters as Record<string, string>).toString();
    expect((await ask(ledger, `/v1/events?${query}`, AUTHORIZED)).status).toBe(400);
  });

  it.each([
    ['events', 'store', 'x'.repeat(1_025)],
    ['events', 'store', ''],
    ['events', 'customer', ''],
    ['events', 'type', ''],
    ['events', 'transaction', ''],
    ['holders', 'level', ''],
  ])(
    'of %s by a text for %s that cannot be meant is refused with a sentence',
    async (of, name, text) => {
      const { status, body } = await ask(ledger, `/v1/${of}?${name}=${text}`, AUTHORIZED);
      const detail = `${name} must be a text of 1 to 1024 characters.`;
      expect([status, body.detail]).toEqual([400, detail]);
    },
  );

  it('comes whole as lines of JSON and as CSV', async () => {
    const text = async (query: string) =>
      (await fetch(`${ledger.url}/v1/events?${query}`, { headers: AUTHORIZED })).text();
    const lines = (await text('format=ndjson&store=play_store')).trimEnd().split('\n');
    expect(
      lines.map((line) => Number((JSON.parse(line) as { eventId: string }).eventId.slice(-12))),
    ).toEqual(numbersThat((n) => n % 3 === 0));
    const rows = (await text('format=csv&store=play_store')).trimEnd().split('\r\n');
    expect(rows[0]).toMatch(/^eventId,environment,position,kind,type,name,occurredAt,recordedAt,/);
    expect(rows.slice(1).map((row) => Number(row.slice(24, 36)))).toEqual(
      numbersThat((n) => n % 3 === 0),
    );
  });

  it('that nobody reads is held back, and released when its reader leaves', async () => {
    const whole = (
      await (await fetch(`${ledger.url}/v1/events?format=ndjson`, { headers: AUTHORIZED })).text()
    ).length;
    const answer = await new Promise<IncomingMessage>((resolve) => {
      get(`${ledger.url}/v1/events?format=ndjson`, { headers: AUTHORIZED }, resolve);
    });
    // Nothing of it is read: what is on its way fills the buffers of both ends, and no more is asked of the read models.
    let before = -1;
    await until(() => {
      const { bytesRead } = answer.socket;
      const stands = bytesRead === before;
      before = bytesRead;
      return new Promise((resolve) => setTimeout(resolve, 100, stands));
    });
    expect(answer.socket.bytesRead).toBeLessThan(whole);
    answer.destroy();
    const began = performance.now();
    await ledger.close();
    // A stop waits ten seconds for answers that are owed; this one is owed to nobody.
    expect(performance.now() - began).toBeLessThan(5_000);
    ledger = await createLedger(configure(dataDir));
  });
});
