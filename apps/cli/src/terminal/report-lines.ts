import type { RevenueGroup, RevenueReport, RevenueSums } from '@subledger/queries';
import { tableLines } from './table.js';

const SUMS = [
  ['Charges', 'charges'],
  ['Refunds', 'refunds'],
  ['Upgrades', 'upgradeRefunds'],
  ['Revenue', 'revenue'],
  ['Proceeds', 'proceeds'],
  ['Net', 'netRevenue'],
  ['Taxes', 'taxes'],
] as const satisfies readonly (readonly [string, keyof RevenueSums])[];

const NONE = '-';

/** A report as a table, with the total below. */
export const reportLines = ({ groups, total, groupBy }: RevenueReport): readonly string[] => {
  const isLocal = groupBy === 'currency';
  const row = (name: string, { usd, local, counts }: RevenueGroup): readonly string[] => [
    name,
    ...sumsOf(usd),
    ...(isLocal ? [local?.charges ?? NONE, local?.refunds ?? NONE, local?.revenue ?? NONE] : []),
    countsText(counts),
  ];
  return tableLines(
    [
      { title: groupBy },
      ...SUMS.map(([title]) => ({ title: `${title} USD`, align: 'right' as const })),
      ...(isLocal
        ? ['Charges', 'Refunds', 'Revenue'].map((title) => ({ title, align: 'right' as const }))
        : []),
      { title: 'Events' },
    ],
    [...groups.map((group) => row(group.key ?? '(none)', group)), row('total', total)],
  );
};

const sumsOf = (sums: RevenueSums): readonly string[] => SUMS.map(([, sum]) => sums[sum] ?? NONE);

const countsText = (counts: RevenueGroup['counts']): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what.replaceAll('_', ' ')}`)
    .join(', ');
