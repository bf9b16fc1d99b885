import type { RevenueGroup, RevenueReport, RevenueSums } from '@subledger/queries';
import { tableLines } from './table.js';

type Sums = readonly (readonly [title: string, sum: keyof RevenueSums])[];

/** They add up: charges less both kinds of refunds are the revenue. */
const REVENUE: Sums = [
  ['Charges', 'charges'],
  ['Refunds', 'refunds'],
  ['Upgrade refunds', 'upgradeRefunds'],
  ['Revenue', 'revenue'],
];

const IN_USD: Sums = [
  ...REVENUE,
  ['Proceeds', 'proceeds'],
  ['Net', 'netRevenue'],
  ['Taxes', 'taxes'],
];

const NONE = '-';

/** A report as a table, with the total below. */
export const reportLines = ({ groups, total, groupBy }: RevenueReport): readonly string[] => {
  const inCurrency = groupBy === 'currency' ? REVENUE : [];
  const row = (name: string, { usd, local, counts }: RevenueGroup): readonly string[] => [
    name,
    ...IN_USD.map(([, sum]) => usd[sum] ?? NONE),
    ...inCurrency.map(([, sum]) => local?.[sum] ?? NONE),
    countsText(counts),
  ];
  return tableLines(
    [
      { title: groupBy },
      ...IN_USD.map(([title]) => ({ title: `${title} USD`, align: 'right' as const })),
      ...inCurrency.map(([title]) => ({ title, align: 'right' as const })),
      { title: 'Events' },
    ],
    [...groups.map((group) => row(group.key ?? '(none)', group)), row('total', total)],
  );
};

const countsText = (counts: RevenueGroup['counts']): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what.replaceAll('_', ' ')}`)
    .join(', ');
