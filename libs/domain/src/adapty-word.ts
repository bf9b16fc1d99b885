import type { Subscription } from './subscription.js';

/** Adapty's own eight words for a customer (page "Profiles"), for people who know the dashboard. */
export type AdaptyWord =
  | 'Subscribed'
  | 'Auto-renew off'
  | 'Subscription cancelled'
  | 'Billing issue'
  | 'Grace period'
  | 'Active trial'
  | 'Trial cancelled'
  | 'Never subscribed';

/** The word for one subscription. */
function adaptyWord(subscription: Subscription): AdaptyWord {
  const renews = subscription.autoRenewal?.state === 'will_renew';
  switch (subscription.status) {
    case 'active':
      return renews ? 'Subscribed' : 'Auto-renew off';
    case 'trialing':
      return renews ? 'Active trial' : 'Trial cancelled';
    case 'in_grace_period':
      return 'Grace period';
    case 'in_billing_retry':
      return 'Billing issue';
    case 'paused':
    case 'expired':
    case 'revoked':
      return subscription.periods.some((period) => period.kind === 'paid')
        ? 'Subscription cancelled'
        : 'Trial cancelled';
  }
}

/**
 * All the words, by what matters most for a customer with several subscriptions: first those that give access,
 * then those that may give it again.
 */
export const ADAPTY_WORDS: readonly AdaptyWord[] = [
  'Subscribed',
  'Active trial',
  'Auto-renew off',
  'Grace period',
  'Trial cancelled',
  'Billing issue',
  'Subscription cancelled',
  'Never subscribed',
];

/** The word for a customer with all its subscriptions. */
export function adaptyWordOf(subscriptions: readonly Subscription[]): AdaptyWord {
  const open = subscriptions.filter((subscription) => subscription.givesAccess);
  const words = (open.length > 0 ? open : subscriptions).map(adaptyWord);
  return ADAPTY_WORDS.find((word) => words.includes(word)) ?? 'Never subscribed';
}
