import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventAnswer } from '@subledger/queries';
import { AUTHORIZED, Conversation, literal, newBuyer, purchase } from './purchase.js';
import { ADMIN_KEY, answerOf, type RunningLedger, runLedger } from './running-ledger.js';

let ledger: RunningLedger;
const talk = new Conversation(() => ledger);
const buyer = newBuyer();
const ids: string[] = [];

const CHARGED = {
  price_usd: literal('9.990'),
  proceeds_usd: 8.49,
  net_revenue_usd: 7.5,
  tax_amount_usd: 0,
  price_local: 12.5,
  proceeds_local: '10.1',
  net_revenue_local: 9,
  tax_amount_local: 2.4,
  currency: 'EUR',
};
const NOTHING = {
  priceUsd: null,
  proceedsUsd: null,
  netRevenueUsd: null,
  taxesUsd: null,
  currency: null,
  price: null,
  proceeds: null,
  netRevenue: null,
  taxes: null,
};
const SOLD = {
  priceUsd: '9.99',
  proceedsUsd: '8.49',
  netRevenueUsd: '7.5',
  taxesUsd: '0',
  currency: 'EUR',
  price: '12.5',
  proceeds: '10.1',
  netRevenue: '9',
  taxes: '2.4',
};
const REFUNDED = { ...NOTHING, priceUsd: '-9.99', proceedsUsd: '-8.49' };
const CORRECTED = { ...NOTHING, priceUsd: '4.99' };

async function byHand(path: string, body: object): Promise<void> {
  const answer = await answerOf(
    await fetch(`${ledger.url}${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${ADMIN_KEY}` },
      body: JSON.stringify({ by: 'Boris', ...body }),
    }),
  );
  expect(answer.status).toBe(200);
  ids.push(String(answer.body.eventId));
  position = String(answer.body.position);
}

let position = '';

beforeAll(async () => {
  ledger = await runLedger();
  const sold = purchase(buyer, CHARGED);
  const refund = { price_usd: -9.99, proceeds_usd: -8.49 };
  for (const body of [
    sold,
    { ...sold, note: 'another body' },
    purchase(buyer, refund, { event_type: 'subscription_refunded' }),
    // A currency without an amount is no money.
    purchase(buyer, { price_usd: undefined, currency: 'EUR' }, { event_type: 'Our Own Name' }),
  ])
    ids.push(String((await talk.tell(body)).body.eventId));
  await byHand(`/v1/customers/${buyer.customer}/annotations`, { text: 'called' });
  const replacement = purchase(buyer, { price_usd: 4.99 });
  await byHand(`/v1/events/${ids[0] ?? ''}/supersede`, { why: 'a voucher', replacement });
});
afterAll(() => ledger.remove());

const EXPECTED = [SOLD, SOLD, REFUNDED, NOTHING, NOTHING, CORRECTED];

const LISTS = [
  '/v1/events?',
  `/v1/customers/${buyer.customer}/timeline?`,
  `/v1/profiles/${buyer.profileId}/timeline?`,
];

const text = async (path: string): Promise<string> =>
  (await fetch(`${ledger.url}${path}&minPosition=${position}`, { headers: AUTHORIZED })).text();

const amountsOf = (row: object): object =>
  Object.fromEntries(Object.keys(NOTHING).map((name) => [name, row[name as keyof object]]));

describe('what an event says of money', () => {
  it.each(LISTS)('stands beside it in %s, as it was said', async (list) => {
    const { items } = JSON.parse(await text(list)) as { items: EventAnswer[] };
    expect(items.map(({ eventId }) => eventId)).toEqual(ids);
    expect(items.map(amountsOf)).toEqual(EXPECTED);
    const lines = (await text(`${list}format=ndjson`)).trimEnd().split('\n');
    expect(lines.map((line) => amountsOf(JSON.parse(line) as object))).toEqual(EXPECTED);
  });

  it.each(LISTS)('is in columns of %s as CSV, behind the other ones of an event', async (list) => {
    const [heading, ...rows] = (await text(`${list}format=csv`)).trimEnd().split('\r\n');
    const names = Object.keys(NOTHING);
    const first = heading?.split(',').indexOf('bodySha256') ?? 0;
    const cells = (row = '') => row.split(',').slice(first + 1, first + 1 + names.length);
    expect(cells(heading)).toEqual(names);
    expect(rows.map(cells)).toEqual(
      EXPECTED.map((amounts) => Object.values(amounts).map((amount) => amount ?? '')),
    );
  });

  it('is told of a single event, and of a chain', async () => {
    const single = JSON.parse(await text(`/v1/events/${ids[2] ?? ''}?timeoutMs=5000`)) as object;
    expect(amountsOf(single)).toEqual(REFUNDED);
    const chain = await text(`/v1/chains/app_store/${buyer.transactionId}/timeline?kind=event`);
    const { items } = JSON.parse(chain) as { items: EventAnswer[] };
    expect(items.map(amountsOf)).toEqual([SOLD, REFUNDED]);
  });
});
