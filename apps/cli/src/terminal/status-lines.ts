import type { PurchaseAnswer, StatusAnswer, SubscriptionAnswer } from '@subledger/queries';
import { accessLines, becauseText } from './access-line.js';
import { findingLine } from './finding-line.js';

/** What holds for somebody, for a person who answers them. */
export const statusLines = (whom: string, status: StatusAnswer): readonly string[] => [
  `${whom}, ${status.environment}: ${status.state}`,
  `as of ${status.at}${status.knownAt === null ? '' : `, by what was recorded until ${status.knownAt}`}${lagText(status)}`,
  `revenue: ${status.revenue.usd} USD`,
  `profiles: ${status.profiles.join(', ') || 'none'}`,
  ...section(
    'access levels',
    Object.entries(status.accessLevels).flatMap(([level, access]) => accessLines(level, access)),
  ),
  ...section('subscriptions', status.subscriptions.flatMap(subscriptionLines)),
  ...section('purchases', status.purchases.flatMap(purchaseLines)),
  ...(status.findings.length === 0 ? [] : section('findings', status.findings.map(findingLine))),
];

const lagText = ({ lag }: StatusAnswer): string =>
  lag === null || lag === 0 ? '' : `, ${lag} recorded events behind`;

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [`${title}: none`] : [`${title}:`, ...lines.map((line) => `  ${line}`)];

const RENEWALS: Readonly<Record<NonNullable<SubscriptionAnswer['autoRenew']>, string>> = {
  will_renew: 'renews',
  will_not_renew: 'does not renew',
  will_pause: 'will pause',
};

function subscriptionLines(subscription: SubscriptionAnswer): readonly string[] {
  const { productId, store, originalTransactionId, status, statusBasis, autoRenew } = subscription;
  const said = [
    `${status}${statusBasis === 'clock' ? ' by the clock' : ''}`,
    subscription.givesAccess ? 'gives access' : 'gives no access',
    ...(autoRenew === null ? [] : [RENEWALS[autoRenew]]),
    `period ${subscription.currentPeriodStartsAt} to ${subscription.currentPeriodEndsAt ?? 'no known end'}`,
    ...told('grace period until', subscription.gracePeriodEndsAt),
    ...told('billing issue since', subscription.billingIssueDetectedAt),
    ...told('ended', subscription.endedAt),
    ...told('by', subscription.endReason),
  ];
  return [
    `${productId ?? 'unknown product'} (${store}/${originalTransactionId}): ${said.join(', ')}`,
    `  ${becauseText(subscription.because)}`,
  ];
}

const purchaseLines = (purchase: PurchaseAnswer): readonly string[] => [
  `${purchase.productId ?? 'unknown product'} (${purchase.store ?? 'unknown store'}, ${purchase.transactionId}): ${[
    purchase.state,
    `bought ${purchase.purchasedAt}`,
    ...told('refunded', purchase.refundedAt),
  ].join(', ')}`,
  `  ${becauseText(purchase.because)}`,
];

const told = (what: string, value: string | null): readonly string[] =>
  value === null ? [] : [`${what} ${value}`];
