import { expect, it } from '@jest/globals';
import type { RevenueGroup, RevenueReport, RevenueSums } from '@subledger/queries';
import { reportLines } from './report-lines.js';

const sums: RevenueSums = {
  charges: '20',
  refunds: '1',
  upgradeRefunds: '6.77',
  revenue: '12.23',
  proceeds: null,
  netRevenue: null,
  taxes: null,
};

const counts: RevenueGroup['counts'] = {
  start: 1,
  trial: 0,
  conversion: 0,
  renewal: 0,
  cancellation: 0,
  expiry: 0,
  purchase: 0,
  refund: 0,
  upgrade_refund: 1,
};

const report: RevenueReport = {
  environment: 'production',
  from: '2026-01-01T00:00:00Z',
  to: '2026-02-01T00:00:00Z',
  groupBy: 'currency',
  timeZone: 'UTC',
  knownAt: null,
  position: null,
  lag: null,
  groups: [{ key: 'EUR', usd: sums, local: { ...sums, charges: '18', revenue: '10.23' }, counts }],
  total: { key: null, usd: sums, local: null, counts },
};

const cellsOf = (line: string | undefined): readonly string[] => (line ?? '').split(/ {2,}/);

it('names what upgrades gave back as refunds, in USD and in the currency, so that both rows add up', () => {
  const [titles, , euros] = reportLines(report);
  // prettier-ignore
  expect(cellsOf(titles)).toEqual([
    'currency',
    'Charges USD', 'Refunds USD', 'Upgrade refunds USD', 'Revenue USD', 'Proceeds USD', 'Net USD', 'Taxes USD',
    'Charges', 'Refunds', 'Upgrade refunds', 'Revenue',
    'Events',
  ]);
  // prettier-ignore
  expect(cellsOf(euros)).toEqual([
    'EUR',
    '20', '1', '6.77', '12.23', '-', '-', '-',
    '18', '1', '6.77', '10.23',
    '1 start, 1 upgrade refund',
  ]);
});
