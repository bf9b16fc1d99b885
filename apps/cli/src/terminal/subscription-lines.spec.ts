import { describe, expect, it } from '@jest/globals';
import type { SubscriptionAnswer } from '@subledger/queries';
import { subscriptionLines } from './subscription-lines.js';

const [MINE, OTHER] = ['profile-a', 'profile-b'];
const ASKED = { environment: 'production', profiles: [MINE] };

const [STARTS, ENDS, FAILED] = [
  '2026-01-01T00:00:00Z',
  '2026-02-01T00:00:00Z',
  '2026-01-31T23:00:00Z',
];
const GRACE = '2026-02-08T00:00:00Z';
const PERIOD = `period ${STARTS} to ${ENDS}`;

const subscription = (said: Partial<SubscriptionAnswer>): SubscriptionAnswer => ({
  store: 'app_store',
  originalTransactionId: '1000',
  productId: 'pro.monthly',
  status: 'active',
  statusBasis: 'event',
  autoRenew: 'will_renew',
  givesAccess: ['trialing', 'active', 'in_grace_period'].includes(said.status ?? 'active'),
  currentPeriodStartsAt: STARTS,
  currentPeriodEndsAt: ENDS,
  billingIssueDetectedAt: null,
  gracePeriodEndsAt: null,
  endReason: null,
  endedAt: null,
  heldBy: [MINE],
  flow: null,
  flowMayBecome: [],
  deviation: null,
  because: { rule: 'period-running', eventIds: ['e1'] },
  ...said,
});

const textOf = (said: Partial<SubscriptionAnswer>): string =>
  (subscriptionLines(subscription(said), ASKED)[0] ?? '').replace(
    'pro.monthly (app_store/1000): ',
    '',
  );

const OFF = { autoRenew: 'will_not_renew' } as const;
const PAUSES = { autoRenew: 'will_pause' } as const;
const UNKNOWN = { autoRenew: null } as const;
const OVER = { heldBy: [], endedAt: ENDS };
const BY_CLOCK = { ...OVER, status: 'expired', statusBasis: 'clock' } as const;
const REPORTED = { ...OVER, status: 'expired', endReason: 'voluntarily_cancelled' } as const;
const REFUNDED = { ...OVER, status: 'revoked', endReason: 'refund' } as const;
const UNPAID = { billingIssueDetectedAt: FAILED, heldBy: [] };
const IN_GRACE = {
  ...UNPAID,
  status: 'in_grace_period',
  gracePeriodEndsAt: GRACE,
  heldBy: [MINE],
} as const;
const IN_RETRY = { ...UNPAID, status: 'in_billing_retry' } as const;

describe('a subscription in words', () => {
  it.each([
    [{}, `active; gives access; renews; ${PERIOD}`],
    [OFF, `active; gives access; does not renew; ${PERIOD}`],
    [PAUSES, `active; gives access; pauses when its period is over; ${PERIOD}`],
    [UNKNOWN, `active; gives access; ${PERIOD}`],
    [
      { currentPeriodEndsAt: null },
      `active; gives access; renews; period ${STARTS} to no known end`,
    ],
    [
      { billingIssueDetectedAt: FAILED, gracePeriodEndsAt: GRACE },
      `active; gives access; renews; ${PERIOD}; a charge failed at ${FAILED}; grace period until ${GRACE}`,
    ],
    [{ status: 'trialing' }, `in a trial; gives access; renews; ${PERIOD}`],
    [{ status: 'trialing', ...OFF }, `in a trial; gives access; does not renew; ${PERIOD}`],
    [
      IN_GRACE,
      `in a grace period until ${GRACE}: a charge failed at ${FAILED}, and the store tries again; gives access; ${PERIOD}`,
    ],
    [
      { ...IN_GRACE, ...OFF },
      `in a grace period until ${GRACE}: a charge failed at ${FAILED}, and renewal is switched off; gives access; ${PERIOD}`,
    ],
    [
      { ...IN_GRACE, ...PAUSES },
      `in a grace period until ${GRACE}: a charge failed at ${FAILED}, and a pause is scheduled; gives access; ${PERIOD}`,
    ],
    [
      IN_RETRY,
      `in billing retry: a charge failed at ${FAILED}, and the store tries again; gives no access; ${PERIOD}`,
    ],
    [
      { ...IN_RETRY, ...OFF },
      `in billing retry: a charge failed at ${FAILED}, and renewal is switched off; gives no access; ${PERIOD}`,
    ],
    [
      { ...IN_RETRY, statusBasis: 'clock', gracePeriodEndsAt: GRACE },
      `in billing retry: a charge failed at ${FAILED}, and the store tries again; gives no access; ${PERIOD}; grace period ended ${GRACE}`,
    ],
    [
      { status: 'paused', statusBasis: 'clock', ...PAUSES, heldBy: [] },
      `paused; gives no access; ${PERIOD}`,
    ],
    [
      BY_CLOCK,
      `expired: it was due to renew, and nothing came; gives no access; ${PERIOD}; ended ${ENDS}`,
    ],
    [
      { ...BY_CLOCK, ...OFF, endReason: 'voluntarily_cancelled' },
      `expired: it was not to renew, and its period is over; gives no access; ${PERIOD}; ended ${ENDS}; reason: voluntarily_cancelled`,
    ],
    [
      { ...BY_CLOCK, ...UNKNOWN },
      `expired: its period is over; gives no access; ${PERIOD}; ended ${ENDS}`,
    ],
    [
      { ...REPORTED, ...OFF },
      `expired; gives no access; ${PERIOD}; ended ${ENDS}; reason: voluntarily_cancelled`,
    ],
    [
      { ...REPORTED, ...UNKNOWN, endReason: null },
      `expired; gives no access; ${PERIOD}; ended ${ENDS}`,
    ],
    // News of a later period may come before it begins, and after the expiry of this one.
    [
      REPORTED,
      `expired; gives no access; renewal is still switched on; ${PERIOD}; ended ${ENDS}; reason: voluntarily_cancelled`,
    ],
    [
      { ...REPORTED, ...PAUSES },
      `expired; gives no access; a pause is still scheduled; ${PERIOD}; ended ${ENDS}; reason: voluntarily_cancelled`,
    ],
    [
      {
        ...REPORTED,
        ...OFF,
        billingIssueDetectedAt: FAILED,
        gracePeriodEndsAt: GRACE,
        endReason: 'billing_error',
      },
      `expired; gives no access; ${PERIOD}; a charge failed at ${FAILED}; ended ${ENDS}; reason: billing_error`,
    ],
    [
      { ...REFUNDED, ...OFF },
      `revoked: it was refunded; gives no access; ${PERIOD}; ended ${ENDS}; reason: refund`,
    ],
    [
      { ...REFUNDED, ...OFF, endReason: 'upgraded' },
      `revoked: an upgrade took its place; gives no access; ${PERIOD}; ended ${ENDS}; reason: upgraded`,
    ],
    [
      REFUNDED,
      `revoked: it was refunded; gives no access; renewal is still switched on; ${PERIOD}; ended ${ENDS}; reason: refund`,
    ],
  ] as const)('%j', (said, text) => {
    expect(textOf(said)).toBe(text);
  });

  it('never says that it renews without access, nor that time ended it although it is to pause', () => {
    const statuses = [
      'trialing',
      'active',
      'in_grace_period',
      'in_billing_retry',
      'paused',
      'expired',
      'revoked',
    ] as const;
    const texts = statuses.flatMap((status) =>
      (['will_renew', 'will_not_renew', 'will_pause', null] as const).flatMap((autoRenew) =>
        (['event', 'clock'] as const).map((statusBasis) =>
          textOf({ status, autoRenew, statusBasis, heldBy: [] }),
        ),
      ),
    );
    expect(texts).toHaveLength(56);
    for (const text of texts) {
      expect(text).not.toMatch(/gives no access.*(renews|pauses)|by the clock|null|undefined|_/);
    }
  });
});

describe('a subscription whose access is not where it should be', () => {
  it('names the profiles that it went to, and the command that shows the first', () => {
    expect(subscriptionLines(subscription({ heldBy: [OTHER] }), ASKED)).toEqual([
      `pro.monthly (app_store/1000): active, but its access went to profile profile-b; renews; ${PERIOD}`,
      '  see: subledger timeline --profile profile-b',
    ]);
    const many = ['p1', 'p2', 'p3', 'p4', 'p5'];
    expect(textOf({ heldBy: many })).toContain(
      'active, but its access went to profiles p1, p2, p3, and 2 more; renews',
    );
    expect(textOf({ heldBy: [OTHER, MINE] })).toContain('active; gives access');
  });

  it('gives a command that a shell takes as it is, of the environment', () => {
    const [, see] = subscriptionLines(subscription({ heldBy: ["a'; rm *"] }), {
      ...ASKED,
      environment: 'sandbox',
    });
    expect(see).toBe(`  see: subledger timeline --profile 'a'\\''; rm *' --environment sandbox`);
  });

  it('says where nobody has it, and where an update still gives it', () => {
    expect(textOf({ heldBy: [] })).toBe(
      `active, but its access updates give nobody access; renews; ${PERIOD}`,
    );
    expect(textOf({ ...BY_CLOCK, heldBy: [MINE] })).toBe(
      `expired: it was due to renew, and nothing came, but an access update still gives access; ${PERIOD}; ended ${ENDS}`,
    );
  });
});
