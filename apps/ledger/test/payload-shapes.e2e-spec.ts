import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Conversation, literal, newBuyer, purchase } from './purchase.js';
import { ALL_PAIRS, digitsOf, runLedgerOver } from './backends.js';
import { type RunningLedger } from './running-ledger.js';

let ledger: RunningLedger;
const conversation = new Conversation(() => ledger);

describe.each(ALL_PAIRS)('over $store and $readModels', (pair) => {
  /** The id with this run's digits at its end, within its quotes if it has some. */
  const own = (id: string): string => id.replace(/(?="?$)/, digitsOf(pair));

  beforeAll(async () => {
    ledger = await runLedgerOver(pair);
  });
  afterAll(async () => {
    await ledger.remove();
  });

  describe('a transaction id', () => {
    it.each([
      ['1000', '1000'],
      ['"1001"', '1001'],
      ['9007199254740993', '9007199254740993'],
      ['2000000123456789012', '2000000123456789012'],
      ['18446744073709551617', '18446744073709551617'],
      ['"2000000123456789013"', '2000000123456789013'],
      ['"GPA.1234-5678-9012-34567..3"', 'GPA.1234-5678-9012-34567..3'],
    ])('that comes as %s is answered as %s', async (json, answered) => {
      const buyer = newBuyer();
      const id = literal(own(json));
      await conversation.record(
        purchase(buyer, { transaction_id: id, original_transaction_id: id }),
      );
      const { subscriptions } = await conversation.statusOf(buyer);
      expect(subscriptions.map((held) => held.originalTransactionId)).toEqual([own(answered)]);
    });

    it('is the same as a number and as a string: one chain, one charge', async () => {
      const buyer = newBuyer();
      const [number, string] = [literal(own('3000000123456789012')), own('3000000123456789012')];
      await conversation.record(
        purchase(buyer, { transaction_id: number, original_transaction_id: number }),
      );
      await conversation.record(
        purchase(buyer, { transaction_id: string, original_transaction_id: string }),
      );
      const { subscriptions, revenue } = await conversation.statusOf(buyer);
      expect([subscriptions.length, revenue.usd]).toEqual([1, '9.99']);
    });

    it('of a one-time purchase is exact as well', async () => {
      const buyer = newBuyer();
      const inner = {
        transaction_id: literal(own('4000000123456789012')),
        original_transaction_id: undefined,
        subscription_expires_at: null,
      };
      await conversation.record(
        purchase(buyer, inner, { event_type: 'non_subscription_purchase' }),
      );
      expect((await conversation.statusOf(buyer)).purchases).toMatchObject([
        { transactionId: own('4000000123456789012'), state: 'owned' },
      ]);
    });
  });

  describe('a date-time', () => {
    it.each([
      ['2026-01-01T10:45:36.181000+0000', '2026-01-01T10:45:36.181Z'],
      ['2026-01-01T10:45:36.181001+0000', '2026-01-01T10:45:36.181001Z'],
      ['2026-01-01T10:45:36+0000', '2026-01-01T10:45:36Z'],
      ['2026-01-01T10:45:36Z', '2026-01-01T10:45:36Z'],
      ['2026-01-01T10:45:36.5Z', '2026-01-01T10:45:36.5Z'],
      ['2026-01-01T10:45:36+00:00', '2026-01-01T10:45:36Z'],
      ['2026-01-01T10:45:36.181000+0530', '2026-01-01T05:15:36.181Z'],
      ['2026-01-01T20:45:36-08:00', '2026-01-02T04:45:36Z'],
    ])('that comes as %s is answered as %s', async (sent, answered) => {
      const buyer = newBuyer();
      const eventId = await conversation.record(
        purchase(buyer, { purchase_date: sent, event_datetime: sent }),
      );
      const { subscriptions } = await conversation.statusOf(buyer);
      expect(subscriptions[0]?.currentPeriodStartsAt).toBe(answered);
      expect((await conversation.ask(`/v1/events/${eventId}`, {})).body.occurredAt).toBe(answered);
    });
  });

  describe('money', () => {
    it.each([
      ['9.99', '9.99'],
      ['10', '10'],
      ['"9.99"', '9.99'],
      ['"12345678901234.567"', '12345678901234.567'],
      ['9.9900000000000002', '9.9900000000000002'],
      ['0.30000000000000004', '0.30000000000000004'],
      ['0', '0'],
      ['0.0', '0'],
      ['null', '0'],
      ['""', '0'],
    ])('that comes as %s is a revenue of %s', async (json, usd) => {
      const buyer = newBuyer();
      await conversation.record(purchase(buyer, { price_usd: literal(json) }));
      expect((await conversation.statusOf(buyer)).revenue).toMatchObject({ usd });
    });

    it('is added without a float', async () => {
      const buyer = newBuyer();
      for (const [number, price] of ['0.1', '0.2', '"0.00000000000000001"'].entries())
        await conversation.record(
          purchase(buyer, {
            transaction_id: `${buyer.transactionId}-${number}`,
            price_usd: literal(price),
          }),
        );
      expect((await conversation.statusOf(buyer)).revenue.usd).toBe('0.30000000000000001');
    });
  });

  describe('what is not said', () => {
    it('may be all of the properties: the customer is known, and holds nothing', async () => {
      const buyer = newBuyer();
      await conversation.record({ ...purchase(buyer), event_properties: null });
      expect(await conversation.statusOf(buyer)).toMatchObject({
        state: 'Never subscribed',
        profiles: [buyer.profileId],
        subscriptions: [],
        purchases: [],
        revenue: { usd: '0' },
      });
      expect((await conversation.statusOf(buyer)).accessLevels).toEqual({});
    });

    it.each([[undefined], [null], ['']])(
      'may be the transaction (%j): the money counts, and a finding says why nothing is held',
      async (nothing) => {
        const buyer = newBuyer();
        const unnamed = { transaction_id: nothing, original_transaction_id: nothing };
        const eventId = await conversation.record(purchase(buyer, unnamed));
        const answer = await conversation.statusOf(buyer);
        expect(answer).toMatchObject({
          state: 'Never subscribed',
          subscriptions: [],
          revenue: { usd: '9.99' },
          findings: [
            {
              chain: null,
              profileId: buyer.profileId,
              because: { rule: 'transaction-missing', eventIds: [eventId] },
              missing: { types: ['subscription_started'], count: 1 },
            },
          ],
        });
        expect(answer.accessLevels).toEqual({});
      },
    );

    it.each([[undefined], [null], ['']])('may be the profile_event_id (%j)', async (eventId) => {
      const buyer = newBuyer();
      const body = purchase(buyer, { profile_event_id: eventId });
      await conversation.record(body);
      expect((await conversation.tell(body)).body.outcome).toBe('duplicate');
      await conversation.record(
        purchase(
          buyer,
          {
            profile_event_id: eventId,
            transaction_id: `${buyer.transactionId}-2`,
            purchase_date: '2026-02-01T00:00:00.000000+0000',
            subscription_expires_at: '2026-03-01T00:00:00.000000+0000',
            event_datetime: '2026-02-01T00:00:00.000000+0000',
          },
          { event_type: 'subscription_renewed' },
        ),
      );
      const { subscriptions, revenue } = await conversation.statusOf(buyer, '2026-02-15');
      expect(subscriptions).toMatchObject([{ currentPeriodEndsAt: '2026-03-01T00:00:00Z' }]);
      expect(revenue.usd).toBe('19.98');
    });

    it.each([[undefined], [null], ['']])('later (%j) takes nothing back', async (nothing) => {
      const buyer = newBuyer();
      await conversation.record(purchase(buyer));
      const inner = {
        event_datetime: '2026-01-02T00:00:00.000000+0000',
        vendor_product_id: nothing,
        subscription_expires_at: nothing,
        price_usd: nothing,
      };
      await conversation.record(purchase(buyer, inner, { customer_user_id: nothing }));
      const { subscriptions, revenue } = await conversation.statusOf(buyer);
      expect(subscriptions).toMatchObject([
        { productId: 'pro.monthly', currentPeriodEndsAt: '2026-02-01T00:00:00Z' },
      ]);
      expect(revenue.usd).toBe('9.99');
    });
  });

  describe('case and words', () => {
    it.each([
      ['production', 'SUBSCRIPTION_STARTED'],
      ['PRODUCTION', 'Subscription_Started'],
      ['pRoDuCtIoN', 'subscription_initial_purchase'],
    ])('do not matter: %s, %s', async (environment, name) => {
      const buyer = newBuyer();
      await conversation.record(purchase(buyer, { environment }, { event_type: name }));
      expect((await conversation.statusOf(buyer)).subscriptions).toMatchObject([
        { status: 'active' },
      ]);
    });

    it.each([
      ['true', 'false', true, false],
      ['True', 'FALSE', true, false],
      ['1', 'TRUE', true, true],
      ['false', '0', false, false],
    ])('are booleans: is_active %j, is_lifetime %j', async (isActive, isLifetime, active, ever) => {
      const buyer = newBuyer();
      const inner = {
        access_level_id: 'premium',
        is_active: isActive,
        is_lifetime: isLifetime,
        will_renew: isActive,
        expires_at: '2026-02-01T00:00:00.000000+0000',
      };
      await conversation.record(purchase(buyer, inner, { event_type: 'access_level_updated' }));
      const path = `/v1/customers/${buyer.customer}/access/premium`;
      const { body } = await conversation.ask(path, { at: '2026-01-15T00:00:00Z' });
      expect(body).toMatchObject({ active, isLifetime: ever, basis: 'access_update' });
      expect(body.expiresAt).toBe(ever ? null : '2026-02-01T00:00:00Z');
    });

    it('of an unknown store are kept', async () => {
      const buyer = newBuyer();
      await conversation.record(purchase(buyer, { store: 'Our Own Störe' }));
      expect((await conversation.statusOf(buyer)).subscriptions).toMatchObject([
        { store: 'Our Own Störe' },
      ]);
    });
  });
});
