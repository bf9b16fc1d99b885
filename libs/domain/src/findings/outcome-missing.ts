import type { EventType } from '../fact.js';
import { formatInstant, type Instant, later, shift } from '../instant.js';
import type { Registers } from '../registers.js';
import type { Subscription } from '../subscription.js';
import { DELIVERY_DELAY_MS, type Finding, finding, type Inquiry } from './finding.js';

/** No store retries a failed charge for longer: Apple's sixty days are the most. */
export const LONGEST_RETRY_MS = 60 * 24 * 60 * 60 * 1000;

/** Time ended a subscription that was due to renew, or a store retries beyond all bounds, and no news came. */
export function outcomeMissing({ registers, at }: Inquiry, subscription: Subscription): Finding[] {
  const { current, billingIssue, status, statusBasis, autoRenewal } = subscription;
  const evidence = current.facts.slice(-1);
  if (status === 'expired' && statusBasis === 'clock' && autoRenewal?.state === 'will_renew') {
    if (current.endsAt === undefined) return [];
    return since(current.endsAt, DELIVERY_DELAY_MS, at, ({ from: endedAt, ...span }) =>
      finding('outcome-missing', evidence, {
        missing: {
          types: outcomesOf(current.kind),
          count: 1,
          sentence: `The period ended at ${formatInstant(endedAt)} and was due to renew, but no renewal, failed charge or expiry was recorded.`,
        },
        // A change of plans or a refund happened before the end.
        from: current.startsAt,
        ...span,
      }),
    );
  }
  if (
    status === 'expired' &&
    statusBasis === 'clock' &&
    isToldByAccessUpdate(registers, subscription)
  )
    return noExpiry(subscription, at);
  if (status !== 'in_billing_retry' || billingIssue === undefined) return [];
  const failedAt = later(billingIssue.detectedAt, current.endsAt ?? billingIssue.detectedAt);
  return since(failedAt, LONGEST_RETRY_MS + DELIVERY_DELAY_MS, at, (span) => ({
    ...finding('outcome-missing', evidence, {
      missing: {
        types: [
          'subscription_renewed',
          'subscription_expired',
          'trial_converted',
          'trial_expired',
          'subscription_refunded',
        ],
        count: 1,
        sentence: `A charge failed at ${formatInstant(span.from)}, but neither a later success nor an expiry was recorded.`,
      },
      ...span,
    }),
    because: { rule: 'outcome-missing', eventIds: billingIssue.because },
  }));
}

/** Whether only an access update said that the period would not be renewed. */
const isToldByAccessUpdate = (registers: Registers, { autoRenewal }: Subscription): boolean =>
  autoRenewal?.state === 'will_not_renew' &&
  registers.access.some((fact) => autoRenewal.because.includes(fact.eventId));

/** A period that only an access update called the last one should end in an expiry, unless it was paused. */
function noExpiry({ current, autoRenewal }: Subscription, at: Instant): Finding[] {
  if (current.endsAt === undefined) return [];
  return since(current.endsAt, DELIVERY_DELAY_MS, at, ({ from: endedAt, ...span }) => ({
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
      ...span,
    }),
    because: { rule: 'outcome-missing', eventIds: autoRenewal?.because ?? [] },
  }));
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

function since(
  from: Instant,
  delayMs: number,
  at: Instant,
  find: (span: { from: Instant; until: Instant; appearsAt: Instant }) => Finding,
): Finding[] {
  if (at < from) return [];
  const appearsAt = shift(from, delayMs);
  return at < appearsAt ? [] : [find({ from, until: appearsAt, appearsAt })];
}
