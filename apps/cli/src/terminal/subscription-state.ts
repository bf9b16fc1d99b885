import type { SubscriptionAnswer } from '@subledger/queries';
import { told } from './told.js';

/** The status, and why it is so where the status alone would puzzle. */
export function stateOf(subscription: SubscriptionAnswer): string {
  switch (subscription.status) {
    case 'active':
    case 'paused':
      return subscription.status;
    case 'trialing':
      return 'in a trial';
    case 'in_grace_period':
      return `${['in a grace period', ...told('until', subscription.gracePeriodEndsAt)].join(' ')}: ${failedCharge(subscription)}`;
    case 'in_billing_retry':
      return `in billing retry: ${failedCharge(subscription)}`;
    case 'expired':
      return subscription.statusBasis === 'event' ? 'expired' : `expired: ${ranOut(subscription)}`;
    case 'revoked':
      return `revoked: ${subscription.endReason === 'upgraded' ? 'an upgrade took its place' : 'it was refunded'}`;
  }
}

type AutoRenew = NonNullable<SubscriptionAnswer['autoRenew']>;

const AFTER_FAILED_CHARGE: Readonly<Record<AutoRenew, string>> = {
  will_renew: 'the store tries again',
  will_not_renew: 'renewal is switched off',
  will_pause: 'a pause is scheduled',
};

const failedCharge = ({ billingIssueDetectedAt, autoRenew }: SubscriptionAnswer): string =>
  `${['a charge failed', ...told('at', billingIssueDetectedAt)].join(' ')}, and ${AFTER_FAILED_CHARGE[autoRenew ?? 'will_renew']}`;

/** No event ended it. */
function ranOut({ autoRenew }: SubscriptionAnswer): string {
  if (autoRenew === 'will_renew') return 'it was due to renew, and nothing came';
  return autoRenew === 'will_not_renew'
    ? 'it was not to renew, and its period is over'
    : 'its period is over';
}

const RUNNING: Readonly<Record<AutoRenew, string>> = {
  will_renew: 'renews',
  will_not_renew: 'does not renew',
  will_pause: 'pauses when its period is over',
};

/** News of a later period may have come before that begins. */
const OVER: Readonly<Record<AutoRenew, readonly string[]>> = {
  will_renew: ['renewal is still switched on'],
  will_not_renew: [],
  will_pause: ['a pause is still scheduled'],
};

/** What follows, where the state itself does not say so. */
export function renewalOf({
  status,
  statusBasis,
  autoRenew,
}: SubscriptionAnswer): readonly string[] {
  if (autoRenew === null) return [];
  switch (status) {
    case 'trialing':
    case 'active':
      return [RUNNING[autoRenew]];
    case 'in_grace_period':
    case 'in_billing_retry':
    case 'paused':
      return [];
    case 'expired':
    case 'revoked':
      return statusBasis === 'clock' ? [] : OVER[autoRenew];
  }
}

/** A failed charge and its grace period, where the state itself does not tell of them. */
export function chargeOf({
  status,
  billingIssueDetectedAt,
  gracePeriodEndsAt,
}: SubscriptionAnswer): readonly string[] {
  switch (status) {
    case 'in_grace_period':
      return [];
    case 'in_billing_retry':
      return told('grace period ended', gracePeriodEndsAt);
    case 'trialing':
    case 'active':
    case 'paused':
      return [
        ...told('a charge failed at', billingIssueDetectedAt),
        ...told('grace period until', gracePeriodEndsAt),
      ];
    case 'expired':
    case 'revoked':
      return told('a charge failed at', billingIssueDetectedAt);
  }
}
