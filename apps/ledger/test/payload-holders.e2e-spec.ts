import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Conversation, literal, newBuyer, purchase } from './purchase.js';
import { ALL_PAIRS, digitsOf, runLedgerOver } from './backends.js';
import { type RunningLedger } from './running-ledger.js';

let ledger: RunningLedger;
const conversation = new Conversation(() => ledger);

describe.each(ALL_PAIRS)('over $store and $readModels', (pair) => {
  const own = (customer: string): string => `${customer}${digitsOf(pair)}`;

  beforeAll(async () => {
    ledger = await runLedgerOver(pair);
  });
  afterAll(async () => {
    await ledger.remove();
  });

  describe('a customer id', () => {
    it.each([
      ['jane.doe+tag@example.com'],
      ['4711'],
      ['a/b?c=d&e#f%20g'],
      [' spaces around '],
      ['ünïcödé 🦊 顧客'],
      ['e\u0301'],
      ['with\u0000nul and\nline'],
      ["'; DROP TABLE events; --"],
      ['__proto__'],
      ['x'.repeat(1_000)],
    ])('may be %j', async (customer) => {
      const buyer = newBuyer({ customer: own(customer) });
      await conversation.record(purchase(buyer));
      const { profiles, subscriptions } = await conversation.statusOf(buyer);
      expect([profiles, subscriptions.length]).toEqual([[buyer.profileId], 1]);
    });

    it('may be a bare number', async () => {
      const buyer = newBuyer({ customer: own('90071992547409931') });
      await conversation.record(purchase(buyer, {}, { customer_user_id: literal(buyer.customer) }));
      expect((await conversation.statusOf(buyer)).profiles).toEqual([buyer.profileId]);
    });

    it('is compared exactly', async () => {
      await conversation.record(
        purchase(newBuyer({ customer: `${digitsOf(pair)}Jos\u00e9@example.com` })),
      );
      for (const other of [
        'jos\u00e9@example.com',
        'Jose\u0301@example.com',
        'Jos\u00e9@example.com ',
      ])
        await expect(
          conversation.statusOf({ customer: `${digitsOf(pair)}${other}` }),
        ).rejects.toThrow('was answered 404');
    });
  });

  describe('whose event it is', () => {
    it('is what the properties say, where the root says otherwise', async () => {
      const buyer = newBuyer();
      const root = { profile_id: randomUUID(), event_datetime: '2025-12-31T00:00:00.000000+0000' };
      const eventId = await conversation.record(purchase(buyer, {}, root));
      expect((await conversation.statusOf(buyer)).profiles).toEqual([buyer.profileId]);
      expect((await conversation.ask(`/v1/profiles/${root.profile_id}`)).status).toBe(404);
      expect((await conversation.ask(`/v1/events/${eventId}`, {})).body).toMatchObject({
        profileId: buyer.profileId,
        occurredAt: '2026-01-01T00:00:00Z',
      });
    });

    it('is what the root says, where the properties say nothing', async () => {
      const buyer = newBuyer();
      await conversation.record(purchase(buyer, { profile_id: undefined, event_datetime: null }));
      expect((await conversation.statusOf(buyer)).subscriptions).toHaveLength(1);
    });

    it('may be nobody: the chain tells it to whoever holds it', async () => {
      const buyer = newBuyer();
      const nobody = { profile_id: null, customer_user_id: null };
      const eventId = await conversation.record(purchase(buyer, { profile_id: null }, nobody));
      const { body: event } = await conversation.ask(`/v1/events/${eventId}`, {});
      expect([event.kind, event.profileId]).toEqual(['event', undefined]);

      const inner = {
        access_level_id: 'premium',
        is_active: true,
        expires_at: '2026-02-01T00:00:00.000000+0000',
      };
      await conversation.record(purchase(buyer, inner, { event_type: 'access_level_updated' }));
      const { subscriptions, accessLevels, revenue } = await conversation.statusOf(buyer);
      expect(subscriptions).toMatchObject([{ status: 'active', productId: 'pro.monthly' }]);
      expect(accessLevels.premium?.active).toBe(true);
      expect(revenue.usd).toBe('9.99');
    });

    it('may be nobody for a one-time purchase: it belongs to whoever the rest of its chain names', async () => {
      const buyer = newBuyer();
      const bought = { event_type: 'non_subscription_purchase' };
      const nobody = { profile_id: null, customer_user_id: null };
      await conversation.record(purchase(buyer, { profile_id: null }, { ...bought, ...nobody }));
      const lifetime = { access_level_id: 'premium', is_active: true, is_lifetime: true };
      await conversation.record(purchase(buyer, lifetime, { event_type: 'access_level_updated' }));

      const { purchases, revenue } = await conversation.statusOf(buyer);
      expect(purchases).toMatchObject([{ transactionId: buyer.transactionId, state: 'owned' }]);
      expect(revenue.usd).toBe('9.99');
    });

    it.each([[null], [[]], [undefined], ['itself'], ['another']])(
      'is shared with the profiles of its list (%j)',
      async (list) => {
        const [buyer, friend] = [newBuyer(), newBuyer()];
        const entryOf = ({ profileId, customer }: typeof buyer) => ({
          profile_id: profileId,
          customer_user_id: customer,
        });
        const shared =
          list === 'itself' ? [entryOf(buyer)] : list === 'another' ? [entryOf(friend)] : list;
        const inner = {
          access_level_id: 'premium',
          is_active: true,
          expires_at: '2026-02-01T00:00:00.000000+0000',
        };
        const root = { event_type: 'access_level_updated', profiles_sharing_access_level: shared };
        await conversation.record(purchase(buyer, inner, root));
        const active = await Promise.all(
          [buyer, friend].map(async ({ customer }) => {
            const path = `/v1/customers/${customer}/access/premium`;
            return (await conversation.ask(path, { at: '2026-01-15T00:00:00Z' })).body.active;
          }),
        );
        expect(active).toEqual([true, list === 'another']);
      },
    );
  });
});
