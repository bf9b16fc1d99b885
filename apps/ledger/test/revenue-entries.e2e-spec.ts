import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { formatInstant, type Instant, shift, sumDecimals } from '@subledger/domain';
import { flows, relabel } from '@subledger/flows';
import type { RevenueEntriesAnswer, RevenueEntryAnswer, RevenueReport } from '@subledger/queries';
import { laterThanAll, type Pair, runLedgerOver } from './backends.js';
import { RUN } from './brought.js';
import { rowOf } from './export-rows.js';
import { AUTHORIZED, newBuyer, purchase } from './purchase.js';
import { ADMIN_KEY, ask, deliver, type RunningLedger } from './running-ledger.js';

const PAIRS: readonly Pair[] = [
  { store: 'sqlite', readModels: 'sqlite' },
  { store: 'eventstoredb', readModels: 'postgres' },
];

const bodies = flows.flatMap((flow, number) =>
  relabel(flow, `entries-${number}${RUN}`).steps.flatMap((step) => step.deliver),
);
const SPANS = [
  { from: '2000-01-01', to: '2100-01-01' },
  { from: '2026-01-05', to: '2026-02-03', timeZone: 'America/New_York' },
] as const;

let now = '2030-01-01T00:00:00.000000Z' as Instant;
const clock = (): Instant => (now = shift(now, 1_000));

describe.each(PAIRS)('what a revenue report counts, over $store and $readModels', (pair) => {
  let ledger: RunningLedger;
  let position = '';
  let halfway = '';
  beforeAll(async () => {
    ledger = await runLedgerOver(pair, {}, { clock });
    now = await laterThanAll(ledger, now);
    for (const [number, body] of bodies.entries()) {
      const { body: answer } = await deliver(ledger, body);
      position = String(answer.position);
      if (number === Math.floor(bodies.length / 2)) halfway = formatInstant(now);
    }
  }, 60_000);
  afterAll(() => ledger.remove());

  async function get<T>(path: string, asked: Readonly<Record<string, string>>): Promise<T> {
    const query = new URLSearchParams({ minPosition: position, ...asked });
    const answer = await ask(ledger, `${path}?${query.toString()}`, AUTHORIZED);
    expect(answer.status).toBe(200);
    return answer.body as unknown as T;
  }

  const REPORT = '/v1/reports/revenue';
  const ENTRIES = `${REPORT}/entries`;

  async function pages(asked: Readonly<Record<string, string>>): Promise<RevenueEntryAnswer[]> {
    const items: RevenueEntryAnswer[] = [];
    for (let cursor = ''; ;) {
      const more = cursor === '' ? {} : { cursor };
      const page = await get<RevenueEntriesAnswer>(ENTRIES, { ...asked, ...more, limit: '7' });
      expect(page.items.length).toBeLessThanOrEqual(7);
      items.push(...page.items);
      if (page.nextCursor === null) return items;
      cursor = page.nextCursor;
    }
  }

  const asked = SPANS.flatMap((span) =>
    [{}, { knownAt: 'halfway' }].map((known) => ({ span, known })),
  );
  it.each(asked)(
    'adds up to the report of $span, by what was known $known',
    async ({ span, known }) => {
      const clocks = 'knownAt' in known ? { knownAt: halfway } : {};
      const entries = await pages({ ...span, ...clocks });
      const { total } = await get<RevenueReport>(REPORT, { ...span, ...clocks });
      expect(entries.length).toBeGreaterThan(10);
      expect(new Set(entries.map(({ eventId }) => eventId)).size).toBe(entries.length);
      const sum = (of: keyof RevenueEntryAnswer): string =>
        sumDecimals(entries.map((entry) => String(entry[of] ?? 0)));
      expect([sum('priceUsd'), sum('proceedsUsd'), sum('taxesUsd')]).toEqual([
        total.usd.revenue,
        total.usd.proceeds ?? '0',
        total.usd.taxes ?? '0',
      ]);
      for (const [counted, count] of Object.entries(total.counts))
        expect([counted, entries.filter((entry) => entry.counted === counted).length]).toEqual([
          counted,
          count,
        ]);
    },
  );

  it('is about the same part of the log on every page, whatever comes meanwhile', async () => {
    const [span] = SPANS;
    const before = await pages(span);
    const first = await get<RevenueEntriesAnswer>(ENTRIES, { ...span, limit: '3' });
    const late = newBuyer();
    const { body } = await deliver(ledger, purchase(late));
    position = String(body.position);
    const asked = { ...span, limit: '200', cursor: String(first.nextCursor) };
    const rest = await get<RevenueEntriesAnswer>(ENTRIES, asked);
    expect(rest).toMatchObject({ position: first.position, lag: 1 });
    expect([...first.items, ...rest.items].slice(0, 100)).toEqual(before.slice(0, 100));
    expect(await pages(span)).toHaveLength(before.length + 1);
  });

  it('is the same as a file', async () => {
    const [span] = SPANS;
    const query = new URLSearchParams({ ...span, minPosition: position });
    const file = async (format: string): Promise<string> => {
      const path = `${ledger.url}${ENTRIES}?${query.toString()}&format=${format}`;
      return (await fetch(path, { headers: AUTHORIZED })).text();
    };
    const lines = (await file('ndjson')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(await pages(span));
    const [heading, first] = (await file('csv')).split('\r\n');
    expect(heading).toBe(
      'eventId,environment,occurredAt,counted,profileId,customerUserId,store,originalTransactionId,transactionId,productId,country,priceUsd,proceedsUsd,netRevenueUsd,taxesUsd,currency,price,proceeds,netRevenue,taxes',
    );
    expect(first).toContain(',production,');
  });

  it('names of a charge that a webhook and an export tell of only what counts', async () => {
    const body = bodies.find(({ event_type: type }) => type === 'subscription_started') ?? {};
    const row = rowOf(body);
    const [span] = SPANS;
    const before = await pages(span);
    const response = await fetch(`${ledger.url}/v1/backfill/production`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${ADMIN_KEY}` },
      body: JSON.stringify(row),
    });
    expect(await response.json()).toMatchObject({ outcome: 'known' });
    expect(await pages(span)).toEqual(before);
    const entry = before.find(({ transactionId }) => transactionId === row.transaction_id);
    expect(entry).toMatchObject({ counted: 'start', customerUserId: row.customer_user_id });
  });

  it.each([
    { from: '2026-01-01', to: '2026-01-01' },
    { from: '2026-01-01' },
    { from: '2026-01-01', to: '2026-02-01', cursor: 'x' },
    { from: '2026-01-01', to: '2026-02-01', groupBy: 'day' },
  ])('is refused for %j', async (wrong) => {
    const query = new URLSearchParams(wrong as Record<string, string>).toString();
    const { status, body } = await ask(ledger, `${ENTRIES}?${query}`, AUTHORIZED);
    expect([status, body.code]).toEqual([400, 'invalid-request']);
  });
});
