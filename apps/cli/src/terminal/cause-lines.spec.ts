import { describe, expect, it } from '@jest/globals';
import {
  type AccessLevelAnswer,
  type FindingAnswer,
  NO_ACCESS,
  type StatusAnswer,
  type SubscriptionAnswer,
} from '@subledger/queries';
import { causeLines } from './cause-lines.js';

const level = (active: boolean): AccessLevelAnswer => ({
  ...NO_ACCESS,
  active,
  basis: 'access_update',
  because: { rule: 'access-update-active', eventIds: [] },
});

const EXPIRED: SubscriptionAnswer = {
  store: 'app_store',
  originalTransactionId: '1000',
  productId: 'pro.monthly',
  status: 'expired',
  statusBasis: 'event',
  autoRenew: 'will_not_renew',
  givesAccess: false,
  currentPeriodStartsAt: '2024-01-01T00:00:00Z',
  currentPeriodEndsAt: '2024-02-01T00:00:00Z',
  billingIssueDetectedAt: null,
  gracePeriodEndsAt: null,
  endReason: 'voluntarily_cancelled',
  endedAt: '2024-02-01T00:00:00Z',
  heldBy: [],
  flow: null,
  flowMayBecome: [],
  deviation: null,
  because: { rule: 'expiry-reported', eventIds: [] },
};
const RUNNING: SubscriptionAnswer = {
  ...EXPIRED,
  status: 'active',
  givesAccess: true,
  heldBy: ['p1'],
  endReason: null,
  endedAt: null,
};

const FINDING: FindingAnswer = {
  kind: 'transaction-missing',
  environment: 'production',
  chain: null,
  profileId: 'p1',
  because: { rule: 'transaction-missing', eventIds: [] },
  missing: { types: ['subscription_started'], count: 1, sentence: 'It names no transaction.' },
  from: null,
  until: '2024-01-01T00:00:00Z',
  appearsAt: '2024-01-01T00:00:00Z',
};

const status = (said: Partial<StatusAnswer>): StatusAnswer => ({
  environment: 'production',
  at: '2026-01-01T00:00:00Z',
  knownAt: null,
  position: null,
  lag: 0,
  profiles: ['p1'],
  state: 'Never subscribed',
  accessLevels: {},
  subscriptions: [],
  purchases: [],
  revenue: { usd: '0' },
  findings: [],
  ...said,
});

const causes = (said: Partial<StatusAnswer>): readonly string[] =>
  causeLines('premium', status(said));

describe('why somebody does not hold a level', () => {
  it('is a subscription that is over, in the same words as of the customer', () => {
    expect(causes({ accessLevels: { premium: level(false) }, subscriptions: [EXPIRED] })).toEqual([
      'pro.monthly (app_store/1000): expired; gives no access; period 2024-01-01T00:00:00Z to 2024-02-01T00:00:00Z; ended 2024-02-01T00:00:00Z; reason: voluntarily_cancelled',
    ]);
  });

  it('is a level that nobody gave, where they hold others', () => {
    const accessLevels = { premium: level(true), archive: level(false) };
    const said = status({ accessLevels, subscriptions: [RUNNING] });
    expect(causeLines('premum', said)).toEqual(['known access levels: premium (active), archive']);
    expect(causeLines('toString', said)).toHaveLength(1);
  });

  it('is a subscription whose access went to somebody else', () => {
    const [held, see] = causes({
      accessLevels: { premium: level(false) },
      subscriptions: [{ ...RUNNING, heldBy: ['p2'] }],
    });
    expect(held).toContain('active, but its access went to profile p2');
    expect(see).toBe('  see: subledger timeline --profile p2');
  });

  it('is nothing bought, and what findings say', () => {
    expect(causes({ findings: [FINDING] })).toEqual([
      'known access levels: none',
      'known subscriptions and purchases: none',
      '1 finding:',
      '  It names no transaction.',
    ]);
  });

  it('is a purchase that gives access only where an update says so', () => {
    const purchase = {
      transactionId: 'C1',
      productId: 'coins',
      store: 'app_store',
      state: 'owned',
      purchasedAt: '2024-01-01T00:00:00Z',
      refundedAt: null,
      because: { rule: 'purchase-reported', eventIds: [] },
    } as const;
    expect(causes({ purchases: [purchase] })).toEqual([
      'known access levels: none',
      'coins (app_store, C1): owned, bought 2024-01-01T00:00:00Z; a one-time purchase gives access only through an access update',
    ]);
    const refunded = {
      ...purchase,
      state: 'refunded',
      refundedAt: '2024-01-02T00:00:00Z',
    } as const;
    expect(causes({ purchases: [refunded] })[1]).toBe(
      'coins (app_store, C1): refunded, bought 2024-01-01T00:00:00Z, refunded 2024-01-02T00:00:00Z',
    );
  });
});
