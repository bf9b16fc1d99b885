import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Instant } from '@subledger/domain';
import type { Page, StatusAnswer } from '@subledger/queries';
import { digitsOf, type Pair, runLedgerOver } from './backends.js';
import { Conversation, literal, newBuyer, purchase } from './purchase.js';
import {
  ADMIN_KEY,
  type Answer,
  answerOf,
  READ_KEY,
  type RunningLedger,
} from './running-ledger.js';

const PAIRS: readonly Pair[] = [
  { store: 'sqlite', readModels: 'sqlite' },
  { store: 'eventstoredb', readModels: 'postgres' },
];

/** A second passes with everything that is recorded. */
let seconds = 0;
const clock = (): Instant => {
  seconds += 1;
  return `2026-03-01T${new Date(seconds * 1000).toISOString().slice(11, 19)}.000000Z` as Instant;
};
const BEFORE_ALL_OF_IT = '2026-02-28T00:00:00Z';

describe.each(PAIRS)('over $store and $readModels', (pair) => {
  let ledger: RunningLedger;
  beforeAll(async () => {
    ledger = await runLedgerOver(pair, {}, { clock });
  });
  afterAll(() => ledger.remove());
  const talk = new Conversation(() => ledger);

  async function post(path: string, body: object | string, headers = {}): Promise<Answer> {
    const answer = await answerOf(
      await fetch(`${ledger.url}${path}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${ADMIN_KEY}`, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    );
    const { position } = answer.body;
    // The next question waits for what was recorded here.
    if (typeof position === 'string') reached = position;
    return answer;
  }
  let reached = '0';
  const supersede = (eventId: unknown, body: object = {}, headers = {}): Promise<Answer> =>
    post(
      `/v1/events/${String(eventId)}/supersede`,
      { by: 'Boris', why: 'wrong', ...body },
      headers,
    );
  const ask = async (path: string, parameters: Record<string, string> = {}): Promise<Answer> =>
    talk.ask(path, { minPosition: reached, ...parameters });
  const statusOf = async (customer: string, parameters: Record<string, string> = {}) => {
    const { status, body } = await ask(`/v1/customers/${customer}`, {
      at: '2026-01-15T00:00:00Z',
      ...parameters,
    });
    return status === 200 ? (body as unknown as StatusAnswer) : null;
  };
  const bought = async (inner = {}, buyer = newBuyer()) => {
    const { body } = await talk.tell(purchase(buyer, inner));
    reached = talk.position;
    return { buyer, eventId: String(body.eventId) };
  };
  const successorOf = async (eventId: string) =>
    (await ask(`/v1/events/${eventId}`)).body.supersededBy;
  const timelineOf = async (customer: string) => {
    const { body } = await ask(`/v1/customers/${customer}/timeline`);
    return (body as unknown as Page<Record<string, unknown>>).items;
  };

  it('a superseded event counts no more, and its replacement does; by what was known before it still counts', async () => {
    const { buyer, eventId } = await bought();
    const right = purchase(buyer, { price_usd: 4.99, vendor_product_id: 'pro.weekly' });
    const { status, body } = await supersede(eventId, {
      replacement: right,
      why: 'sold at a discount',
    });
    expect([status, body.outcome]).toEqual([200, 'accepted']);

    const now = await statusOf(buyer.customer);
    expect(now?.revenue.usd).toBe('4.99');
    expect(now?.subscriptions).toMatchObject([
      { productId: 'pro.weekly', status: 'active', because: { eventIds: [body.eventId] } },
    ]);

    const [original, correction] = await timelineOf(buyer.customer);
    expect([original, correction]).toMatchObject([
      { eventId, kind: 'event' },
      {
        eventId: body.eventId,
        kind: 'correction',
        type: 'subscription_started',
        supersedes: eventId,
        note: { by: 'Boris', text: 'sold at a discount' },
      },
    ]);
    const then = await statusOf(buyer.customer, { knownAt: String(original?.recordedAt) });
    expect(then?.revenue.usd).toBe('9.99');
    expect(await statusOf(buyer.customer, { knownAt: BEFORE_ALL_OF_IT })).toBeNull();
  });

  it('an event that is taken away leaves nothing behind: no subscription, no access, no money, no finding', async () => {
    const { buyer, eventId } = await bought({ consecutive_payments: 3 });
    expect((await statusOf(buyer.customer))?.findings).toHaveLength(1);
    await supersede(eventId);
    expect(await statusOf(buyer.customer)).toMatchObject({
      state: 'Never subscribed',
      subscriptions: [],
      accessLevels: {},
      findings: [],
      revenue: { usd: '0' },
      profiles: [],
    });
    const { body } = await ask('/v1/findings', { limit: '200' });
    expect(JSON.stringify(body)).not.toContain(buyer.transactionId);
  });

  it('a purchase that went to the wrong customer moves to the right one, and survives rebuilding either', async () => {
    const { buyer, eventId } = await bought();
    const { buyer: other } = await bought();
    const { customer, profileId } = other;
    const moved = purchase(
      { ...other, transactionId: buyer.transactionId },
      { profile_id: profileId },
      { customer_user_id: customer },
    );
    expect((await supersede(eventId, { replacement: moved })).status).toBe(200);

    const check = async (): Promise<void> => {
      expect(await statusOf(buyer.customer)).toMatchObject({
        subscriptions: [],
        revenue: { usd: '0' },
      });
      const status = await statusOf(customer);
      expect(status?.revenue.usd).toBe('19.98');
      expect(status?.subscriptions).toHaveLength(2);
    };
    await check();
    for (const one of [buyer.customer, customer]) {
      const { status } = await post(`/v1/projections/lifecycle/customers/${one}/rebuild`, {});
      expect(status).toBe(200);
      await check();
    }
  });

  it('a correction can be wrong as well: the last one of the line counts', async () => {
    const { buyer, eventId } = await bought();
    const first = await supersede(eventId);
    const again = await supersede(eventId, { why: 'once more' });
    expect([again.status, again.body.code]).toEqual([409, 'already-superseded']);
    expect(String(again.body.detail)).toContain(String(first.body.eventId));
    expect(again.body.detail).toMatch(/ has stood in its place since [-T:\d]+(\.\d{1,3})?Z\.$/);

    const back = await supersede(first.body.eventId, {
      replacement: purchase(buyer, { price_usd: 1.5 }),
    });
    expect(back.status).toBe(200);
    expect((await statusOf(buyer.customer))?.revenue.usd).toBe('1.5');
    const last = await supersede(back.body.eventId);
    expect((await statusOf(buyer.customer))?.revenue.usd).toBe('0');
    const line = [eventId, first, back, last].map((one) =>
      typeof one === 'string' ? one : String(one.body.eventId),
    );
    expect(await Promise.all(line.map(successorOf))).toEqual([...line.slice(1), null]);
    expect(await timelineOf(buyer.customer)).toHaveLength(4);
  });

  it('of two corrections at once one is recorded, the other is told of it', async () => {
    const { eventId } = await bought();
    const answers = await Promise.all(
      ['one', 'two', 'three'].map((why) => supersede(eventId, { why })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it('the same request is recorded once, with a key or without, and a key serves one request', async () => {
    const { buyer, eventId } = await bought();
    const key = { 'Idempotency-Key': randomUUID() };
    const first = await supersede(eventId, {}, key);
    expect(await supersede(eventId, {}, key)).toMatchObject({
      status: 200,
      body: { outcome: 'duplicate', eventId: first.body.eventId, position: first.body.position },
    });
    expect((await supersede(eventId, { why: 'another' }, key)).body.code).toBe(
      'idempotency-key-reused',
    );

    const { buyer: noted } = await bought();
    const path = `/v1/customers/${noted.customer}/annotations`;
    const note = { by: 'Anna', text: 'called' };
    const outcomes = [await post(path, note), await post(path, note), await post(path, note, key)];
    expect(outcomes.map(({ body }) => body.outcome)).toEqual(['accepted', 'duplicate', 'accepted']);
    expect((await post(path, note, { 'Idempotency-Key': 'a b' })).status).toBe(400);
    expect(await timelineOf(buyer.customer)).toHaveLength(2);
  });

  it('an annotation shows in the timeline and changes no answer', async () => {
    const { buyer, eventId } = await bought();
    const before = await statusOf(buyer.customer);
    const { status } = await post(`/v1/customers/${buyer.customer}/annotations`, {
      by: 'Anna',
      text: 'Called: all is well.',
      eventId,
    });
    expect(status).toBe(200);
    expect(await statusOf(buyer.customer)).toEqual({
      ...before,
      position: expect.anything(),
      lag: expect.anything(),
    });
    expect((await timelineOf(buyer.customer))[1]).toMatchObject({
      kind: 'annotation',
      note: { by: 'Anna', text: 'Called: all is well.', about: eventId },
    });
  });

  it('what cannot be superseded is refused, with the reason', async () => {
    const profile_event_id = randomUUID();
    const { buyer, eventId } = await bought({ profile_event_id });
    const { body: conflict } = await talk.tell(purchase(buyer, { profile_event_id, price_usd: 1 }));
    const note = await post(`/v1/customers/${buyer.customer}/annotations`, {
      by: 'Anna',
      text: 'x',
    });
    const refused = async (id: unknown, body = {}, headers = {}): Promise<unknown> => {
      const { status, body: problem } = await supersede(id, body, headers);
      return [status, problem.code];
    };
    reached = talk.position;
    expect(conflict.outcome).toBe('conflict');
    expect(await refused(conflict.eventId)).toEqual([409, 'not-supersedable']);
    expect(await refused(note.body.eventId)).toEqual([409, 'not-supersedable']);
    expect(await refused(randomUUID())).toEqual([404, 'not-found']);
    expect(await refused(eventId, {}, { Authorization: `Bearer ${READ_KEY}` })).toEqual([
      403,
      'forbidden',
    ]);
    for (const body of [
      { by: ' ' },
      { why: '' },
      { why: 'x'.repeat(2_001) },
      { replacement: [] },
      { replacement: {} },
      { replacement: { event_type: '' } },
      { replacement: { event_type: 'x' } },
      { replacement: purchase(buyer, { environment: 'Sandbox' }) },
      { more: 1 },
    ])
      expect(await refused(eventId, body)).toEqual([400, 'invalid-request']);
    const { body: nameless } = await post(`/v1/events/${eventId}/supersede`, { why: 'wrong' });
    expect(nameless.detail).toBe('by must be the name of the author, in at most 200 characters.');
    expect((await statusOf(buyer.customer))?.revenue.usd).toBe('9.99');
  });

  it('a replacement keeps numbers that a float would not hold', async () => {
    const { buyer, eventId } = await bought();
    const long = `12345678901234567890${digitsOf(pair)}`;
    const replacement = JSON.stringify(
      purchase(buyer, { transaction_id: literal(long), original_transaction_id: literal(long) }),
    ).replaceAll(/"literal ([\da-f]*)"/g, long);
    const { status } = await post(
      `/v1/events/${eventId}/supersede`,
      `{"by":"Boris","why":"wrong","replacement":${replacement}}`,
    );
    expect(status).toBe(200);
    expect((await statusOf(buyer.customer))?.subscriptions).toMatchObject([
      { originalTransactionId: long },
    ]);
  });

  it('a rebuild of everything comes to the same rows', async () => {
    const { body: rebuild } = await post('/v1/projections/lifecycle/rebuild', { hold: true });
    const path = `/v1/projections/lifecycle/rebuilds/${String(rebuild.build)}`;
    const headers = { Authorization: `Bearer ${ADMIN_KEY}` };
    let found: Answer;
    do found = await answerOf(await fetch(`${ledger.url}${path}/verification`, { headers }));
    while (found.status === 409);
    expect(found.body).toMatchObject({ differences: [] });
  });
});
