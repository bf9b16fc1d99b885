import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { comparePositions, type Position } from '@subledger/domain';
import { AUTHORIZED, Conversation, newBuyer, purchase } from './purchase.js';
import { ALL_PAIRS, runLedgerOver } from './backends.js';
import { until } from './operator.js';
import { ask, deliver, type RunningLedger, runLedger } from './running-ledger.js';

let ledger: RunningLedger;
const conversation = new Conversation(() => ledger);

const JANUARY = { at: '2026-01-15T00:00:00Z' };
const premium = {
  access_level_id: 'premium',
  is_active: true,
  will_renew: true,
  is_lifetime: false,
  expires_at: '2026-02-01T00:00:00.000000+0000',
};

/** Somebody who bought a month in January 2026, with the access that it gives. */
async function newSubscriber() {
  const buyer = newBuyer();
  await conversation.tell(purchase(buyer));
  await conversation.tell(purchase(buyer, premium, { event_type: 'access_level_updated' }));
  return buyer;
}

/** A server's log has events of its own behind ours, and an answer may take in those too. */
const expectToReach = ({ position }: Readonly<Record<string, unknown>>, least: string): void => {
  expect(comparePositions(position as Position, least as Position)).toBeGreaterThanOrEqual(0);
};

describe.each(ALL_PAIRS)('over $store and $readModels', (pair) => {
  beforeAll(async () => {
    ledger = await runLedgerOver(pair);
  });
  afterAll(async () => {
    await ledger.remove();
  });

  it('waits for nothing where nothing is recorded and nothing is asked for', async () => {
    const path = '/v1/customers/nobody/access/premium?minPosition=0&timeoutMs=120';
    // A server's log is never empty, but holds nothing of ours: what is projected comes to say so in a moment.
    await until(async () => (await ask(ledger, path, AUTHORIZED)).status !== 503);
    const { status, body } = await ask(ledger, path, AUTHORIZED);
    expect([status, body.active]).toEqual([200, false]);
  });

  describe('the status of a customer', () => {
    it('has every field that was promised', async () => {
      const { customer, profileId, transactionId } = await newSubscriber();
      const { body } = await conversation.ask(`/v1/customers/${customer}`, JANUARY);
      expect(body).toMatchObject({
        environment: 'production',
        at: '2026-01-15T00:00:00Z',
        position: expect.any(String),
        lag: 0,
        profiles: [profileId],
        state: 'Subscribed',
        accessLevels: {
          premium: {
            active: true,
            expiresAt: '2026-02-01T00:00:00Z',
            willRenew: true,
            isLifetime: false,
            inGracePeriod: false,
            basis: 'access_update',
          },
        },
        subscriptions: [
          {
            store: 'app_store',
            originalTransactionId: transactionId,
            productId: 'pro.monthly',
            status: 'active',
            statusBasis: expect.stringMatching(/^(event|clock)$/),
            autoRenew: 'will_renew',
            givesAccess: true,
            currentPeriodStartsAt: '2026-01-01T00:00:00Z',
            currentPeriodEndsAt: '2026-02-01T00:00:00Z',
            billingIssueDetectedAt: null,
            gracePeriodEndsAt: null,
            endReason: null,
            endedAt: null,
          },
        ],
        purchases: [],
        revenue: { usd: '9.99' },
      });
      expectToReach(body, conversation.position);
      const profile = await conversation.ask(`/v1/profiles/${profileId.toUpperCase()}`, JANUARY);
      expect({ ...profile.body, position: body.position }).toEqual(body);
    });

    it('is 404 for somebody whom no event names, and no access', async () => {
      for (const path of ['/v1/customers/nobody', `/v1/profiles/${randomUUID()}`]) {
        const { status, headers, body } = await conversation.ask(path);
        expect([status, body.code]).toEqual([404, 'not-found']);
        expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
      }
      const { status, body } = await conversation.ask('/v1/customers/nobody/access/premium');
      expect([status, body.active, body.expiresAt, body.basis]).toEqual([200, false, null, 'none']);
    });

    it('is no access to a level that nobody granted', async () => {
      const { customer } = await newSubscriber();
      const { body } = await conversation.ask(`/v1/customers/${customer}/access/gold`, JANUARY);
      expect(body).toMatchObject({ active: false, basis: 'none' });
    });

    it('says when a level begins that an update gives ahead of its time', async () => {
      const buyer = newBuyer();
      const ahead = {
        access_level_id: 'premium',
        is_active: false,
        starts_at: '2026-02-01T00:00:00.000000+0000',
        expires_at: '2026-03-01T00:00:00.000000+0000',
      };
      await conversation.tell(purchase(buyer, ahead, { event_type: 'access_level_updated' }));
      const path = `/v1/customers/${buyer.customer}/access/premium`;
      const { body } = await conversation.ask(path, JANUARY);
      expect(body).toMatchObject({
        active: false,
        startsAt: '2026-02-01T00:00:00Z',
        because: { rule: 'access-update-not-begun' },
      });
      const begun = await conversation.ask(path, { at: '2026-02-01T00:00:00Z' });
      expect(begun.body).toMatchObject({ active: true, startsAt: null });
    });

    it.each([
      ['2025-12-31T23:59:59.999999Z', 'no subscription', false],
      ['2026-01-01T00:00:00Z', 'active', true],
      ['2026-01-31T23:59:59.999999Z', 'active', true],
      ['2026-02-01T00:00:00Z', 'expired', false],
      ['2099-01-01T00:00:00Z', 'expired', false],
      ['2026-02-01T01:00:00+02:00', 'active', true],
    ])('at %s is %s', async (at, status, active) => {
      const { customer } = await newSubscriber();
      const { body } = await conversation.ask(`/v1/customers/${customer}`, { at });
      const [held] = body.subscriptions as { status: string }[];
      expect(held?.status ?? 'no subscription').toBe(status);
      const access = await conversation.ask(`/v1/customers/${customer}/access/premium`, { at });
      expect(access.body.active).toBe(active);
    });

    it('is about now where no instant is asked about', async () => {
      const { customer } = await newSubscriber();
      const before = new Date().toISOString();
      const { body } = await conversation.ask(`/v1/customers/${customer}`);
      const [at, after] = [String(body.at).replace('Z', '').padEnd(23, '0'), new Date()];
      expect(at >= before.slice(0, 19) && at <= after.toISOString()).toBe(true);
    });
  });

  describe('an answer', () => {
    it('has a tag that stays while it does, and is not sent twice to who has it', async () => {
      const buyer = await newSubscriber();
      for (const path of [`/v1/customers/${buyer.customer}`, `/v1/profiles/${buyer.profileId}`]) {
        const url = `${path}?minPosition=${conversation.position}&at=2026-01-15T00:00:00Z`;
        const tag = (await ask(ledger, url, AUTHORIZED)).headers.get('etag') ?? '';
        expect(tag).toMatch(/^W\/"[\w-]+"$/);
        for (const asked of [tag, `"other", ${tag}`, '*']) {
          const headers = { ...AUTHORIZED, 'If-None-Match': asked };
          const response = await fetch(`${ledger.url}${url}`, { headers });
          expect([response.status, await response.text()]).toEqual([304, '']);
          expect(response.headers.get('etag')).toBe(tag);
        }
        await newSubscriber();
        expect((await ask(ledger, url, AUTHORIZED)).headers.get('etag')).toBe(tag);
      }
    });

    it('has another tag when it has changed', async () => {
      const buyer = await newSubscriber();
      const path = `/v1/customers/${buyer.customer}/access/premium`;
      const tag = (await conversation.ask(path, JANUARY)).headers.get('etag') ?? '';
      const inner = {
        ...premium,
        is_active: false,
        event_datetime: '2026-01-10T00:00:00.000000+0000',
      };
      await conversation.tell(purchase(buyer, inner, { event_type: 'access_level_updated' }));
      const url = `${ledger.url}${path}?at=${JANUARY.at}&minPosition=${conversation.position}`;
      const response = await fetch(url, { headers: { ...AUTHORIZED, 'If-None-Match': tag } });
      expect([response.status, response.headers.get('etag') === tag]).toEqual([200, false]);
      expect(await response.json()).toMatchObject({ active: false });
    });

    it.each(['at', 'position', 'lag'])(
      'has another tag when nothing but an access level of the name %s has changed',
      async (name) => {
        const buyer = newBuyer();
        const tell = (willRenew: boolean, day: string) => {
          const of = { ...premium, access_level_id: name, will_renew: willRenew };
          const inner = { ...of, event_datetime: `2026-01-${day}T00:00:00.000000+0000` };
          return conversation.tell(purchase(buyer, inner, { event_type: 'access_level_updated' }));
        };
        const path = `/v1/customers/${buyer.customer}`;
        await tell(true, '02');
        const tag = (await conversation.ask(path, JANUARY)).headers.get('etag');
        await tell(false, '03');
        const { body, headers } = await conversation.ask(path, JANUARY);
        expect(body).toMatchObject({ accessLevels: { [name]: { willRenew: false } } });
        expect(headers.get('etag')).not.toBe(tag);
      },
    );

    it('takes in the webhook whose position it waits for', async () => {
      for (let round = 0; round < 20; round += 1) {
        const buyer = newBuyer();
        await conversation.tell(purchase(buyer));
        expect((await conversation.statusOf(buyer)).subscriptions).toHaveLength(1);
      }
    });

    it('is waited for from before the webhook, too', async () => {
      const buyer = await newSubscriber();
      // Beyond everything that is recorded, and not beyond what is recorded next.
      const next = String(BigInt(conversation.position.split('/')[0] ?? '') + 1n);
      const path = `/v1/customers/${buyer.customer}?minPosition=${next}&at=2026-01-15T00:00:00Z`;
      const waiting = ask(ledger, path, AUTHORIZED);
      await conversation.tell(purchase(buyer, { transaction_id: `${buyer.transactionId}-2` }));
      const { body } = await waiting;
      expect(body).toMatchObject({ revenue: { usd: '19.98' } });
      expectToReach(body, conversation.position);
    });

    it.each(['/v1/customers/x', '/v1/customers/x/access/y', '/v1/customers/x/timeline'])(
      'of %s is 504 where its position does not come in time',
      async (path) => {
        const startedAt = performance.now();
        const url = `${path}?minPosition=${'9'.repeat(20)}&timeoutMs=120`;
        const { status, body } = await ask(ledger, url, AUTHORIZED);
        expect([status, body.code]).toEqual([504, 'read-model-behind']);
        expect(performance.now() - startedAt).toBeGreaterThanOrEqual(119);
      },
    );

    it.each([
      ['at=yesterday', 'at must be an instant'],
      ['at=2026-02-30T00:00:00Z', 'at must be an instant'],
      ['at=2026-01-01T00:00:00', 'at must be an instant with seconds and a zone'],
      ['at=2026-01-01T00:00:00+01:00', 'in an address, + is written %2B'],
      ['environment=staging', 'environment must be production or sandbox'],
      ['minPosition=-1', 'minPosition must be a position'],
      ['timeoutMs=30001', 'timeoutMs must be at most 30000'],
      ['timeoutMs=soon', 'timeoutMs must be a whole number'],
      ['At=2026-01-01T00:00:00Z', 'At is not a parameter of this query.'],
      ['at=2026-01-01T00:00:00Z&at=2026-01-02T00:00:00Z', 'at must be an instant'],
    ])('to a question with %s is 400 and says what is wrong', async (query, detail) => {
      for (const path of ['/v1/customers/x', '/v1/customers/x/access/y']) {
        const { status, body } = await ask(ledger, `${path}?${query}`, AUTHORIZED);
        expect([status, body.code]).toEqual([400, 'invalid-request']);
        expect(body.detail).toContain(detail);
      }
    });

    it.each([
      ['%zz', 400, 'The address is not percent-encoded correctly.'],
      ['x'.repeat(4_000), 414, 'A part of the address is longer than any id can be.'],
    ])(
      'to an address that no id is like is refused without repeating it',
      async (id, ...refusal) => {
        const { status, body } = await ask(ledger, `/v1/customers/${id}`, AUTHORIZED);
        expect([body.code, status, body.detail]).toEqual(['invalid-request', ...refusal]);
      },
    );
  });

  describe('the sandbox', () => {
    it('is never in a production answer, nor the other way round', async () => {
      const buyer = newBuyer();
      const sandboxed = purchase(buyer, { environment: 'Sandbox', price_usd: 1 });
      const { body } = await conversation.tell(sandboxed, { environment: 'sandbox' });
      expect(body.outcome).toBe('accepted');
      for (const path of [`/v1/customers/${buyer.customer}`, `/v1/profiles/${buyer.profileId}`]) {
        expect((await conversation.ask(path, JANUARY)).status).toBe(404);
        expect((await conversation.ask(`${path}/timeline`)).status).toBe(404);
      }
      await conversation.tell(purchase(buyer));
      const path = `/v1/customers/${buyer.customer}`;
      const usd = async (environment: string) =>
        (await conversation.ask(path, { ...JANUARY, environment })).body.revenue;
      expect([await usd('production'), await usd('sandbox')]).toEqual([
        { usd: '9.99' },
        { usd: '1' },
      ]);
    });
  });

  describe('a ledger that was stopped', () => {
    it('answers as before when it runs again', async () => {
      const first = await runLedgerOver(pair);
      const before = new Conversation(() => first);
      const buyer = newBuyer();
      await before.tell(purchase(buyer));
      await deliver(first, 'not JSON');
      const paths = [
        `/v1/customers/${buyer.customer}?at=${JANUARY.at}`,
        `/v1/customers/${buyer.customer}/timeline`,
      ];
      const minPosition = `minPosition=${before.position}`;
      const answersOf = (of: { url: string }) =>
        Promise.all(
          paths.map(async (path) => {
            const url = `${path}${path.includes('?') ? '&' : '?'}${minPosition}`;
            return { ...(await ask(of, url, AUTHORIZED)).body, position: '', lag: 0 };
          }),
        );
      const answers = await answersOf(first);
      expect(JSON.stringify(answers[0])).toContain(buyer.transactionId);
      await first.close();

      const second = await runLedger(first.env);
      try {
        expect(await answersOf(second)).toEqual(answers);
      } finally {
        await second.remove();
        await first.remove();
      }
    });
  });
});
