import type { Fact, FactType } from './fact.js';

/** What an event is to the rules, whichever of its names it came under. */
export type EventKind =
  | 'purchase'
  | 'cancellation'
  | 'reactivation'
  | 'pause'
  | 'deferral'
  | 'billing-issue'
  | 'grace-period'
  | 'expiry'
  | 'refund'
  | 'one-time-purchase'
  | 'one-time-refund'
  | 'access-update'
  | 'timer'
  | 'unrecognised'
  | 'by-hand';

/** A name that is added finds no place in here until somebody says what it is. */
const KINDS: Readonly<Record<FactType, EventKind>> = {
  subscription_started: 'purchase',
  subscription_renewed: 'purchase',
  trial_started: 'purchase',
  trial_converted: 'purchase',
  subscription_renewal_cancelled: 'cancellation',
  trial_renewal_cancelled: 'cancellation',
  subscription_renewal_reactivated: 'reactivation',
  trial_renewal_reactivated: 'reactivation',
  subscription_paused: 'pause',
  subscription_deferred: 'deferral',
  billing_issue_detected: 'billing-issue',
  entered_grace_period: 'grace-period',
  subscription_expired: 'expiry',
  trial_expired: 'expiry',
  subscription_refunded: 'refund',
  non_subscription_purchase: 'one-time-purchase',
  non_subscription_purchase_refunded: 'one-time-refund',
  access_level_updated: 'access-update',
  trial_active: 'timer',
  subscription_active: 'timer',
  unrecognised: 'unrecognised',
  retraction: 'by-hand',
  annotation: 'by-hand',
};

export const kindOf = ({ type }: Fact): EventKind => KINDS[type];

export const isCancellation = (fact: Fact): boolean => kindOf(fact) === 'cancellation';

export const isReactivation = (fact: Fact): boolean => kindOf(fact) === 'reactivation';

export const isExpiry = (fact: Fact): boolean => kindOf(fact) === 'expiry';

/** Of a period: it takes back access as well as money. */
export const isPeriodRefund = (fact: Fact): boolean => kindOf(fact) === 'refund';

/** Of a period or of what was bought once. */
export const isAnyRefund = (fact: Fact): boolean =>
  isPeriodRefund(fact) || kindOf(fact) === 'one-time-refund';

/** Of what was bought once: it has no periods. */
export const isOneTime = (fact: Fact): boolean =>
  kindOf(fact) === 'one-time-purchase' || kindOf(fact) === 'one-time-refund';

/** What ends a period. */
export const isEnding = (fact: Fact): boolean => isExpiry(fact) || isPeriodRefund(fact);

/** Whether an event's name says that it is of a trial, or of its end. */
export function isOfTrial({ type }: Fact): boolean {
  switch (type) {
    case 'trial_started':
    case 'trial_converted':
    case 'trial_renewal_cancelled':
    case 'trial_renewal_reactivated':
    case 'trial_expired':
    case 'trial_active':
      return true;
    case 'subscription_started':
    case 'subscription_renewed':
    case 'subscription_renewal_cancelled':
    case 'subscription_renewal_reactivated':
    case 'subscription_paused':
    case 'subscription_deferred':
    case 'billing_issue_detected':
    case 'entered_grace_period':
    case 'subscription_expired':
    case 'subscription_refunded':
    case 'non_subscription_purchase':
    case 'non_subscription_purchase_refunded':
    case 'access_level_updated':
    case 'subscription_active':
    case 'unrecognised':
    case 'retraction':
    case 'annotation':
      return false;
  }
}
