import type { StatusAnswer } from '@subledger/queries';
import { accessLines, becauseText } from './access-line.js';
import { asOfText } from './as-of.js';
import { findingLine } from './finding-line.js';
import { purchaseText } from './purchase-text.js';
import { subscriptionLines } from './subscription-lines.js';

/** What holds for somebody, for a person who answers them. */
export const statusLines = (whom: string, status: StatusAnswer): readonly string[] => [
  `${whom}, ${status.environment}: ${status.state}`,
  asOfText(status),
  `revenue: ${status.revenue.usd} USD`,
  `profiles: ${status.profiles.join(', ') || 'none'}`,
  ...section(
    'access levels',
    Object.entries(status.accessLevels).flatMap(([level, access]) =>
      accessLines(level, access, status.at),
    ),
  ),
  ...section(
    'subscriptions',
    status.subscriptions.flatMap((subscription) => [
      ...subscriptionLines(subscription, status),
      `  ${becauseText(subscription.because)}`,
    ]),
  ),
  ...section(
    'purchases',
    status.purchases.flatMap((purchase) => [
      purchaseText(purchase),
      `  ${becauseText(purchase.because)}`,
    ]),
  ),
  ...(status.findings.length === 0 ? [] : section('findings', status.findings.map(findingLine))),
];

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [`${title}: none`] : [`${title}:`, ...lines.map((line) => `  ${line}`)];
