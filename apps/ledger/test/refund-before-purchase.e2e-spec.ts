import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Conversation, newBuyer, purchase } from './purchase.js';
import { ADMIN_KEY, answerOf, type RunningLedger, runLedger } from './running-ledger.js';

let ledger: RunningLedger;
beforeAll(async () => {
  ledger = await runLedger();
});
afterAll(() => ledger.remove());
const talk = new Conversation(() => ledger);

/** Takes an event away, or says something else in its place; the position of that. */
async function supersede(eventId: unknown, body: object): Promise<string> {
  const answer = await answerOf(
    await fetch(`${ledger.url}/v1/events/${String(eventId)}/supersede`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${ADMIN_KEY}` },
      body: JSON.stringify({ by: 'Boris', why: 'wrong', ...body }),
    }),
  );
  return String(answer.body.position);
}

/**
 * What was bought on the first day of a year of its own and refunded on the tenth; what the year's report and the
 * customer's status say of it.
 */
function refundIn(year: number) {
  const buyer = newBuyer();
  const at = (day: string): string => `${year}-01-${day}T00:00:00.000000+0000`;
  const dated = (day: string, type: string, said: object) =>
    purchase(
      buyer,
      { purchase_date: at('01'), event_datetime: at(day), ...said },
      { event_type: type, event_datetime: at(day) },
    );
  return {
    bought: (type: string, said: object) => dated('01', type, said),
    refunded: (said: object) => dated('10', 'subscription_refunded', said),
    revenue: async (minPosition = talk.position) => {
      const span = { from: `${year}-01-01`, to: `${year + 1}-01-01`, groupBy: 'day' };
      const { body } = await talk.ask('/v1/reports/revenue', { ...span, minPosition });
      const { usd, counts } = body.total as Record<string, Record<string, unknown>>;
      const status = await talk.ask(`/v1/customers/${buyer.customer}`, {
        at: `${year}-01-20T00:00:00Z`,
        minPosition,
      });
      expect(status.body.revenue).toEqual({ usd: usd?.revenue });
      return [usd?.charges, usd?.refunds, counts?.refund];
    },
  };
}

describe('a refund that comes before its purchase', () => {
  it('by its purchase date takes off what is charged, as soon and as long as that is known', async () => {
    const { bought, refunded, revenue } = refundIn(2031);
    await talk.tell(refunded({ transaction_id: undefined, price_usd: 12 }));
    expect(await revenue()).toEqual(['0', '12', 1]);

    const { body } = await talk.tell(bought('subscription_started', { price_usd: 10 }));
    expect(await revenue()).toEqual(['10', '10', 1]);

    const replacement = bought('subscription_started', { price_usd: 15 });
    const corrected = await supersede(body.eventId, { replacement });
    expect(await revenue(corrected)).toEqual(['15', '12', 1]);
  });

  it('takes nothing off a trial, as soon and as long as that is known', async () => {
    const { bought, refunded, revenue } = refundIn(2032);
    await talk.tell(refunded({ cancellation_reason: 'refund', price_usd: 9.99 }));
    expect(await revenue()).toEqual(['0', '9.99', 1]);

    const { body } = await talk.tell(bought('trial_started', { price_usd: 9.99 }));
    expect(await revenue()).toEqual(['0', '0', 1]);

    expect(await revenue(await supersede(body.eventId, {}))).toEqual(['0', '9.99', 1]);
  });
});
