import type { PurchaseAnswer, StatusAnswer } from '@subledger/queries';
import { counted } from './counted.js';
import { purchaseText } from './purchase-text.js';
import { reaches, subscriptionLines } from './subscription-lines.js';

/** What is known of a customer that explains why a level is not active. */
export const causeLines = (level: string, status: StatusAnswer): readonly string[] => [
  ...(Object.hasOwn(status.accessLevels, level) ? [] : [levelsText(status)]),
  ...status.subscriptions
    .filter((subscription) => !reaches(subscription, status))
    .flatMap((subscription) => subscriptionLines(subscription, status)),
  ...status.purchases.map(purchaseCause),
  ...(status.subscriptions.length + status.purchases.length === 0
    ? ['known subscriptions and purchases: none']
    : []),
  ...findingLines(status),
];

/** The level may be another one's name, misspelt. */
function levelsText({ accessLevels }: StatusAnswer): string {
  const levels = Object.entries(accessLevels).map(
    ([level, { active }]) => `${level}${active ? ' (active)' : ''}`,
  );
  return `known access levels: ${levels.join(', ') || 'none'}`;
}

const purchaseCause = (purchase: PurchaseAnswer): string =>
  purchase.state === 'owned'
    ? `${purchaseText(purchase)}; a one-time purchase gives access only through an access update`
    : purchaseText(purchase);

const findingLines = ({ findings }: StatusAnswer): readonly string[] =>
  findings.length === 0
    ? []
    : [
        `${counted(findings.length, 'finding')}:`,
        ...findings.map(({ missing }) => `  ${missing.sentence}`),
      ];
