import type { EventType } from '../fact.js';
import { formatInstant, type Instant, later, shift } from '../instant.js';
import type { Registers } from '../registers.js';
import type { Subscription } from '../subscription.js';
import { DELIVERY_DELAY_MS, type Finding, finding, type Inquiry } from './finding.js';

/** No store retries a failed charge for longer: Apple's sixty days are the most. */
export const LONGEST_RETRY_MS = 60 * 24 * 60 * 60 * 1000;

/** Time ended a subscription, or a store retries a charge beyond all bounds, and no news came. */
export function outcomeMissing({ registers, at }: Inquiry, subscription: Subscription): Finding[] {
  const { status, statusBasis, autoRenewal } = subscription;
  if (status === 'in_billing_retry') return retriedTooLong(subscription, at);
  if (status !== 'expired' || statusBasis !== 'clock') return [];
  if (autoRenewal?.state === 'will_renew') return notRenewed(subscription, at);
  return isToldByAccessUpdate(registers, subscription) ? notExpired(subscription, at) : [];
}

/** A period that was due to renew ends in a renewal, a failed charge or an expiry. */
function notRenewed({ current }: Subscription, at: Instant): Finding[] {
  const endedAt = current.endsAt;
  if (endedAt === undefined) return [];
  const appearsAt = appearedBy(at, endedAt, DELIVERY_DELAY_MS);
  if (appearsAt === undefined) return [];
  return [
    finding('outcome-missing', current.facts.slice(-1), {
      missing: {
        types: outcomesOf(current.kind),
        count: 1,
        sentence: `The period ended at ${formatInstant(endedAt)} and was due to renew, but no renewal, failed charge or expiry was recorded.`,
      },
      // A change of plans or a refund happened before the end.
      from: current.startsAt,
      until: appearsAt,
      appearsAt,
    }),
  ];
}

/** Whether only an access update said that the period would not be renewed. */
const isToldByAccessUpdate = (registers: Registers, { autoRenewal }: Subscription): boolean =>
  autoRenewal?.state === 'will_not_renew' &&
  registers.access.some((fact) => autoRenewal.eventIds.includes(fact.eventId));

/** A period that only an access update called the last one should end in an expiry, unless it was paused. */
function notExpired({ current, autoRenewal }: Subscription, at: Instant): Finding[] {
  const endedAt = current.endsAt;
  if (endedAt === undefined) return [];
  const appearsAt = appearedBy(at, endedAt, DELIVERY_DELAY_MS);
  if (appearsAt === undefined) return [];
  return [
    {
      ...finding('outcome-missing', current.facts.slice(-1), {
        missing: {
          types: [
            'subscription_expired',
            'trial_expired',
            'subscription_paused',
            'subscription_refunded',
            'subscription_deferred',
            'subscription_renewed',
          ],
          count: 1,
          sentence: `The period ended at ${formatInstant(endedAt)} and was not due to renew; nothing says what happened next.`,
        },
        from: current.startsAt,
        until: appearsAt,
        appearsAt,
      }),
      because: { rule: 'outcome-missing', eventIds: autoRenewal?.eventIds ?? [] },
    },
  ];
}

/** A charge that failed succeeds in the end, or the subscription expires. */
function retriedTooLong({ current, billingIssue }: Subscription, at: Instant): Finding[] {
  if (billingIssue === undefined) return [];
  const failedAt = later(billingIssue.detectedAt, current.endsAt ?? billingIssue.detectedAt);
  const appearsAt = appearedBy(at, failedAt, LONGEST_RETRY_MS + DELIVERY_DELAY_MS);
  if (appearsAt === undefined) return [];
  return [
    {
      ...finding('outcome-missing', current.facts.slice(-1), {
        missing: {
          types: [
            'subscription_renewed',
            'subscription_expired',
            'trial_converted',
            'trial_expired',
            'subscription_refunded',
          ],
          count: 1,
          sentence: `A charge failed at ${formatInstant(failedAt)}, but neither a later success nor an expiry was recorded.`,
        },
        from: failedAt,
        until: appearsAt,
        appearsAt,
      }),
      because: { rule: 'outcome-missing', eventIds: billingIssue.eventIds },
    },
  ];
}

const outcomesOf = (kind: 'trial' | 'paid'): readonly EventType[] =>
  kind === 'trial'
    ? ['trial_converted', 'trial_expired', 'trial_renewal_cancelled', 'billing_issue_detected']
    : [
        'subscription_renewed',
        'subscription_expired',
        'subscription_renewal_cancelled',
        'billing_issue_detected',
        'subscription_paused',
        'subscription_deferred',
        'subscription_refunded',
      ];

/** When a finding appears that is due so long after a moment; undefined if it has not appeared by `at`. */
function appearedBy(at: Instant, moment: Instant, delayMs: number): Instant | undefined {
  // A schedule asks often, and comparing is cheaper than shifting.
  if (at < moment) return undefined;
  const appearsAt = shift(moment, delayMs);
  return at < appearsAt ? undefined : appearsAt;
}
