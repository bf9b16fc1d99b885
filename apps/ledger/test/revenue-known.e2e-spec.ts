import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { formatInstant, type Instant, shift } from '@subledger/domain';
import { flows, relabel } from '@subledger/flows';
import type { RevenueReport } from '@subledger/queries';
import { laterThanAll, type Pair, runLedgerOver } from './backends.js';
import { RUN } from './brought.js';
import { AUTHORIZED } from './purchase.js';
import { ADMIN_KEY, answerOf, ask, deliver, type RunningLedger } from './running-ledger.js';

const PAIRS: readonly Pair[] = [
  { store: 'sqlite', readModels: 'sqlite' },
  { store: 'eventstoredb', readModels: 'postgres' },
];

/** Everything that the documented flows deliver, of several customers each: more than is read at once. */
const bodies = [0, 1, 2, 3].flatMap((copy) =>
  flows.flatMap((flow, number) =>
    relabel(flow, `known-${copy}-${number}${RUN}`).steps.flatMap((step) => step.deliver),
  ),
);
const SPANS = [
  { from: '2000-01-01', to: '2100-01-01' },
  { from: '2024-02-01', to: '2024-03-15' },
] as const;
const GROUPS = ['day', 'month', 'product', 'store'] as const;

/** A second passes with everything that is recorded. */
let now = '2030-01-01T00:00:00.000000Z' as Instant;
const clock = (): Instant => (now = shift(now, 1_000));

describe.each(PAIRS)('a revenue report over $store and $readModels', (pair) => {
  let ledger: RunningLedger;
  let position: string | null = null;
  beforeAll(async () => {
    ledger = await runLedgerOver(pair, {}, { clock });
    now = await laterThanAll(ledger, now);
  });
  afterAll(() => ledger.remove());

  async function tell(body: object): Promise<string> {
    const { status, body: answer } = await deliver(ledger, body);
    expect(status).toBe(200);
    position = String(answer.position);
    return String(answer.eventId);
  }

  async function takeBack(eventId: string): Promise<void> {
    const answer = await answerOf(
      await fetch(`${ledger.url}/v1/events/${eventId}/supersede`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${ADMIN_KEY}` },
        body: JSON.stringify({ by: 'Boris', why: 'A test' }),
      }),
    );
    expect(answer.status).toBe(200);
    position = String(answer.body.position);
  }

  /** Every report there is, without how far it had read. */
  async function reports(clocks: { readonly knownAt?: string } = {}): Promise<unknown[]> {
    const asked = SPANS.flatMap((span) => GROUPS.map((groupBy) => ({ ...span, groupBy })));
    const told = [];
    for (const one of asked) {
      const fresh = position === null ? {} : { minPosition: position };
      const query = new URLSearchParams({ ...one, ...clocks, ...fresh });
      const path = `/v1/reports/revenue?${query.toString()}`;
      const { status, body } = await ask(ledger, path, AUTHORIZED);
      expect(status).toBe(200);
      const report = body as unknown as RevenueReport;
      expect(report.knownAt).toBe(clocks.knownAt ?? null);
      told.push({ ...report, position: null, knownAt: null });
    }
    return told;
  }

  it('is, by what was known at a moment, the one that was given then', async () => {
    const given: { readonly knownAt: string; readonly told: unknown[] }[] = [];
    const giveOne = async () => {
      given.push({ knownAt: formatInstant(now), told: await reports() });
    };
    await giveOne();
    const counted: string[] = [];
    for (const [number, body] of bodies.entries()) {
      const eventId = await tell(body);
      if (body.event_type === 'subscription_started') counted.push(eventId);
      if (number % Math.ceil(bodies.length / 4) === 0) await giveOne();
    }
    await giveOne();
    for (const eventId of new Set(counted.filter((_, place) => place % 5 === 0)))
      await takeBack(eventId);
    await giveOne();

    expect(new Set(given.map(({ told }) => JSON.stringify(told))).size).toBe(given.length);
    for (const { knownAt, told } of given) expect(await reports({ knownAt })).toEqual(told);
  }, 120_000);

  it('refuses a knownAt that is no instant', async () => {
    const path = '/v1/reports/revenue?from=2024-01-01&to=2025-01-01&knownAt=yesterday';
    const { status, body } = await ask(ledger, path, AUTHORIZED);
    expect([status, body.code]).toEqual([400, 'invalid-request']);
  });
});
