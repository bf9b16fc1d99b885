import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TimelinePage } from '@subledger/queries';
import { ALL_PAIRS, runLedgerOver } from './backends.js';
import { rowOf } from './export-rows.js';
import { Conversation, newBuyer, purchase } from './purchase.js';
import {
  type Answer,
  answerOf,
  READ_KEY,
  ADMIN_KEY,
  type RunningLedger,
} from './running-ledger.js';

let ledger: RunningLedger;
let conversation = new Conversation(() => ledger);

async function bring(
  row: unknown,
  { path = 'production', key = ADMIN_KEY }: { path?: string; key?: string } = {},
): Promise<Answer> {
  const answer = await answerOf(
    await fetch(`${ledger.url}/v1/backfill/${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}` },
      body: typeof row === 'string' ? row : JSON.stringify(row),
    }),
  );
  if (typeof answer.body.position === 'string') await catchUp(answer.body.position);
  return answer;
}

/** Later questions take the row in. */
const catchUp = (minPosition: string): Promise<Answer> =>
  conversation.ask('/v1/findings', { minPosition });

const outcomeOf = async (row: unknown, path?: string): Promise<unknown> =>
  (await bring(row, path === undefined ? {} : { path })).body.outcome;

const renewal = (buyer: ReturnType<typeof newBuyer>, month: number) => {
  const from = `2026-0${month}-01T00:00:00.000000+0000`;
  return purchase(
    buyer,
    {
      event_datetime: from,
      transaction_id: `${buyer.transactionId}-${month}`,
      purchase_date: from,
      subscription_expires_at: `2026-0${month + 1}-01T00:00:00.000000+0000`,
      consecutive_payments: month,
    },
    { event_type: 'subscription_renewed', event_datetime: from },
  );
};

/** Money that was given back on the fifth. */
const partialRefund = (buyer: ReturnType<typeof newBuyer>, usd = 4) => {
  const at = '2026-01-05T00:00:00.000000+0000';
  return purchase(
    buyer,
    { event_datetime: at, price_usd: usd, cancellation_reason: 'refund' },
    { event_type: 'subscription_refunded', event_datetime: at },
  );
};

async function supersede(eventId: unknown, body: object = {}): Promise<Answer> {
  const answer = await answerOf(
    await fetch(`${ledger.url}/v1/events/${String(eventId)}/supersede`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${ADMIN_KEY}` },
      body: JSON.stringify({ by: 'Boris', why: 'Never charged', ...body }),
    }),
  );
  if (typeof answer.body.position === 'string') await catchUp(answer.body.position);
  return answer;
}

describe.each(ALL_PAIRS)('rows of an export, over $store and $readModels', (pair) => {
  beforeAll(async () => {
    ledger = await runLedgerOver(pair);
    conversation = new Conversation(() => ledger);
  });
  afterAll(() => ledger.remove());

  it('fill a gap: what had shown the loss is gone, and money is whole', async () => {
    const buyer = newBuyer();
    await conversation.record(purchase(buyer));
    await conversation.record(renewal(buyer, 3));
    const before = await conversation.statusOf(buyer, '2026-03-15');
    expect(before.findings.map(({ kind }) => kind)).toContain('payments-missing');
    expect(before.revenue.usd).toBe('19.98');
    const { status, body } = await bring(rowOf(renewal(buyer, 2)));
    expect([status, body]).toEqual([
      200,
      { outcome: 'accepted', eventId: expect.any(String), position: expect.any(String) },
    ]);
    const after = await conversation.statusOf(buyer, '2026-03-15');
    expect([after.findings, after.revenue.usd]).toEqual([[], '29.97']);
    const february = await conversation.statusOf(buyer, '2026-02-15');
    expect(february.subscriptions).toMatchObject([
      { status: 'active', currentPeriodEndsAt: '2026-03-01T00:00:00Z' },
    ]);
  });

  it('are recorded once, and not at all where a webhook told of the event', async () => {
    const buyer = newBuyer();
    const webhook = await conversation.record(purchase(buyer));
    expect((await bring(rowOf(purchase(buyer)))).body).toMatchObject({
      outcome: 'known',
      eventId: webhook,
    });
    const row = rowOf(renewal(buyer, 2));
    const { body: first } = await bring(row);
    const { body: again } = await bring({ ...row, integration_ids: 'changed since' });
    expect([first.outcome, again]).toEqual(['accepted', { ...first, outcome: 'known' }]);
  });

  it('count for nothing once their webhook comes after all, and say so', async () => {
    const buyer = newBuyer();
    await conversation.record(purchase(buyer));
    const refund = purchase(
      buyer,
      { event_datetime: '2026-01-05T00:00:00.000000+0000', cancellation_reason: 'refund' },
      { event_type: 'subscription_refunded', event_datetime: '2026-01-05T00:00:00.000000+0000' },
    );
    expect(await outcomeOf(rowOf(refund))).toBe('accepted');
    const by = (await conversation.statusOf(buyer)).revenue.usd;
    await conversation.record(refund);
    expect([by, (await conversation.statusOf(buyer)).revenue.usd]).toEqual(['0', '0']);
    const { body } = await conversation.ask(`/v1/customers/${buyer.customer}/timeline`);
    const sources = (body as unknown as TimelinePage).items.map(({ source }) => source);
    expect(sources).toEqual(['webhook', 'export', 'webhook']);
  });

  it('are only counted in a trial', async () => {
    const buyer = newBuyer();
    await conversation.record(purchase(buyer));
    const row = rowOf(renewal(buyer, 2));
    const { body: tried } = await bring(row, { path: 'production/trial' });
    expect(tried).toEqual({ outcome: 'missing', eventId: expect.any(String), position: null });
    expect((await conversation.statusOf(buyer)).revenue.usd).toBe('9.99');
    expect(await outcomeOf(row)).toBe('accepted');
    expect(await outcomeOf(row, 'production/trial')).toBe('known');
  });

  it('are recorded once, however the time of one event and its cells are written', async () => {
    const buyer = newBuyer();
    await conversation.record(purchase(buyer));
    const row = { ...rowOf(partialRefund(buyer)), event_datetime: '2026-01-05T00:00:00+0000' };
    expect(await outcomeOf(row)).toBe('accepted');
    for (const again of [
      { ...row, event_datetime: '2026-01-05T00:00:00.123456+0000' },
      { ...row, event_datetime: '2026-01-05 00:00:00.5Z' },
    ])
      expect(await outcomeOf(again)).toBe('known');
    const started = rowOf(purchase(newBuyer()));
    expect(await outcomeOf(started)).toBe('accepted');
    const renamed = { ...started, event_type: 'subscription_initial_purchase' };
    expect(await outcomeOf(renamed)).toBe('known');
    expect((await conversation.statusOf(buyer)).revenue.usd).toBe('5.99');
  });

  it('are recorded once, and without a conflict, where they come at the same moment with other cells', async () => {
    const row = rowOf(purchase(newBuyer()));
    const copies = ['9.99', '9.990', '9.9900', '9.99000'].map((revenue_usd) => ({
      ...row,
      revenue_usd,
    }));
    const brought = await Promise.all(copies.map((copy) => bring(copy)));
    const outcomes = brought.map(({ body }) => body.outcome).sort();
    expect(outcomes).toEqual(['accepted', 'known', 'known', 'known']);
    const { body } = await conversation.ask(`/v1/customers/${row.customer_user_id}/timeline`);
    expect((body as unknown as TimelinePage).items.map(({ kind }) => kind)).toEqual(['event']);
  });

  it('can be withdrawn like any event, and stay so', async () => {
    const buyer = newBuyer();
    await conversation.record(purchase(buyer));
    const row = rowOf(renewal(buyer, 2));
    const { body } = await bring(row);
    expect((await supersede(body.eventId)).status).toBe(200);
    expect((await conversation.statusOf(buyer, '2026-02-15')).revenue.usd).toBe('9.99');
    expect(await outcomeOf(row)).toBe('known');
    expect((await conversation.statusOf(buyer, '2026-02-15')).revenue.usd).toBe('9.99');
  });
});

describe.each(ALL_PAIRS)(
  'a row that a person has corrected, over $store and $readModels',
  (pair) => {
    beforeAll(async () => {
      ledger = await runLedgerOver(pair);
      conversation = new Conversation(() => ledger);
    });
    afterAll(() => ledger.remove());

    it('stays so when its webhook comes after all, which says why it changes nothing', async () => {
      const buyer = newBuyer();
      await conversation.record(purchase(buyer));
      const { body } = await bring(rowOf(partialRefund(buyer)));
      expect((await conversation.statusOf(buyer)).revenue.usd).toBe('5.99');
      await supersede(body.eventId, { replacement: partialRefund(buyer, 3) });
      expect((await conversation.statusOf(buyer)).revenue.usd).toBe('6.99');
      const webhook = await conversation.record(partialRefund(buyer));
      expect((await conversation.statusOf(buyer)).revenue.usd).toBe('6.99');
      const timeline = await conversation.ask(`/v1/customers/${buyer.customer}/timeline`);
      const last = (timeline.body as unknown as TimelinePage).items.at(-1);
      expect(last).toMatchObject({ eventId: webhook, nothing: 'withdrawn-before' });
      const { status, body: refusal } = await supersede(webhook);
      expect([status, refusal.code]).toEqual([409, 'already-superseded']);
    });
  },
);

describe('a row', () => {
  beforeAll(async () => {
    ledger = await runLedgerOver({ store: 'sqlite', readModels: 'sqlite' });
    conversation = new Conversation(() => ledger);
  });
  afterAll(() => ledger.remove());

  it('of an access level is skipped, because it does not say of which', async () => {
    const row = { ...rowOf(purchase(newBuyer())), event_type: 'Access_Level_Updated' };
    expect(await outcomeOf(row)).toBe('skipped');
  });

  it('is kept byte for byte, and told apart from a webhook', async () => {
    const row = rowOf(purchase(newBuyer()));
    const { body } = await bring(row);
    const path = `${ledger.url}/v1/events/${String(body.eventId)}/body`;
    const kept = await fetch(path, { headers: { Authorization: `Bearer ${READ_KEY}` } });
    expect(await kept.text()).toBe(JSON.stringify(row));
  });

  const row = rowOf(purchase(newBuyer()));
  it.each([
    ['no JSON', '{', 'not valid JSON'],
    ['a list', [row], 'object'],
    ['an object in a cell', { ...row, integration_ids: { firebase: 'x' } }, 'must be a text'],
    ['no type', { ...row, event_type: '' }, 'event_type must be'],
    ['no time', { ...row, event_datetime: 'yesterday' }, 'event_datetime must be an instant'],
    ['the other environment', { ...row, environment: 'Sandbox' }, 'environment must be production'],
    ['a transaction and no store', { ...row, store: undefined }, 'store must be given'],
    ['a transaction of an empty store', { ...row, store: ' ' }, 'store must be given'],
    [
      'a transaction and no original one',
      { ...row, original_transaction_id: '' },
      'original_transaction_id must be given',
    ],
    ['an endless id', { ...row, customer_user_id: 'x'.repeat(1_025) }, 'at most 1024 characters'],
    [
      'an endless transaction',
      { ...row, transaction_id: 'x'.repeat(1_025) },
      'transaction_id must',
    ],
    ['no environment', { ...row, environment: '' }, 'environment must be production'],
    [
      'neither a transaction nor a profile',
      { ...row, profile_id: '', transaction_id: '', original_transaction_id: '' },
      'names neither a transaction nor a profile',
    ],
  ])('with %s is refused, and nothing is recorded', async (_, wrong, detail) => {
    const before = await conversation.ask('/v1/events', { limit: '200' });
    const { status, body } = await bring(wrong);
    expect([status, body.code, body.detail]).toEqual([
      400,
      'invalid-request',
      expect.stringContaining(detail),
    ]);
    const after = await conversation.ask('/v1/events', { limit: '200' });
    expect(after.body.items).toEqual(before.body.items);
  });

  it('needs an admin key, and an address that names an environment', async () => {
    expect((await bring(row, { key: READ_KEY })).status).toBe(403);
    expect((await bring(row, { path: 'staging' })).status).toBe(400);
  });
});
