import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventAnswer } from '@subledger/queries';
import { Conversation, newBuyer, purchase } from './purchase.js';
import { type RunningLedger, runLedger } from './running-ledger.js';

const BUYERS = 5;

let ledger: RunningLedger;
const conversation = new Conversation(() => ledger);
const buyers = Array.from({ length: BUYERS }, () => newBuyer());
beforeAll(async () => {
  ledger = await runLedger();
  for (const buyer of buyers) {
    await conversation.tell(purchase(buyer));
    await conversation.tell(
      purchase(
        buyer,
        { transaction_id: `${buyer.transactionId}-2` },
        { event_type: 'renewed by us' },
      ),
    );
  }
});
afterAll(async () => {
  await ledger.remove();
});

async function list(parameters: Record<string, string> = {}) {
  const { status, body } = await conversation.ask('/v1/events', parameters);
  expect(status).toBe(200);
  return body as unknown as {
    items: readonly EventAnswer[];
    nextCursor: string | null;
    caughtUp: boolean;
  };
}

const positions = (items: readonly EventAnswer[]): readonly string[] =>
  items.map(({ position }) => position);

describe('the log over HTTP', () => {
  it('is listed in order, page by page, and continues where it ended', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    for (;;) {
      const page = await list({ limit: '3', ...(cursor === null ? {} : { cursor }) });
      seen.push(...positions(page.items));
      cursor = page.nextCursor;
      if (page.caughtUp) break;
    }
    expect(seen).toEqual(Array.from({ length: 2 * BUYERS }, (_, place) => String(place + 1)));
    expect((await list({ cursor: cursor ?? '' })).items).toEqual([]);
    await conversation.tell(purchase(buyers[0] ?? newBuyer(), { transaction_id: 'more' }));
    const { items } = await list({ cursor: cursor ?? '' });
    expect(positions(items)).toEqual([conversation.position]);
  });

  it('can be begun at its end', async () => {
    const { items, nextCursor, caughtUp } = await list({ from: 'newest', limit: '2' });
    const last = Number(conversation.position);
    expect([positions(items), caughtUp]).toEqual([[String(last - 1), String(last)], true]);
    expect((await list({ cursor: nextCursor ?? '' })).items).toEqual([]);
  });

  it("holds a customer's events, those of a type, and those since an instant", async () => {
    const [{ customer, profileId }] = buyers as [ReturnType<typeof newBuyer>];
    const own = await list({ customer });
    expect(own.items.map((item) => item.profileId)).toEqual([profileId, profileId, profileId]);
    expect((await list({ customer: 'nobody' })).items).toEqual([]);
    const typed = await list({ type: 'subscription_started' });
    expect(typed.items).toHaveLength(BUYERS + 1);
    const named = await list({ type: 'renewed by us', customer });
    expect(named.items).toMatchObject([{ kind: 'unrecognised', name: 'renewed by us' }]);
    expect((await list({ since: '2099-01-01T00:00:00Z' })).items).toEqual([]);
    expect((await list({ since: '2020-01-01T00:00:00Z' })).items).toHaveLength(2 * BUYERS + 1);
    expect((await list({ environment: 'sandbox' })).items).toEqual([]);
  });

  it.each<Record<string, string>>([
    { cursor: '!' },
    { from: 'middle' },
    { since: 'soon' },
    { follow: '1' },
  ])('refuses %j', async (parameters) => {
    const { status } = await conversation.ask('/v1/events', parameters);
    expect(status).toBe(400);
  });
});
