import { COUNTED, type Counted } from '@subledger/domain';
import type {
  RevenueEntryAnswer,
  RevenueGroup,
  RevenueReport,
  RevenueSums,
} from '@subledger/queries';
import type { Cell, Columns } from './format.js';

/** A group with what the report is about, so that files of several months can be put one behind another. */
export type RevenueRow = Omit<RevenueReport, 'groups' | 'total' | 'lag'> & RevenueGroup;

/** Its groups only: a total among them would be summed with them. */
export function* revenueRows(report: RevenueReport): Generator<RevenueRow> {
  const { environment, from, to, groupBy, timeZone, knownAt, position } = report;
  for (const group of report.groups)
    yield { environment, from, to, groupBy, timeZone, knownAt, position, ...group };
}

const SUMS = [
  'charges',
  'refunds',
  'upgradeRefunds',
  'revenue',
  'proceeds',
  'netRevenue',
  'taxes',
] as const satisfies readonly (keyof RevenueSums)[];

/** The same in every report, as docs/reference/http-api.md describes them. */
export const REVENUE_COLUMNS: Columns<RevenueRow> = {
  environment: (row) => row.environment,
  from: (row) => row.from,
  to: (row) => row.to,
  groupBy: (row) => row.groupBy,
  timeZone: (row) => row.timeZone,
  knownAt: (row) => row.knownAt,
  position: (row) => row.position,
  key: (row) => row.key,
  ...columnsOf('usd', SUMS, (row, sum) => row.usd[sum]),
  ...columnsOf('local', SUMS, (row, sum) => row.local?.[sum]),
  ...columnsOf<Counted>('count', COUNTED, (row, counted) => row.counts[counted]),
};

/** What a report counts, event by event, as described there. */
export const REVENUE_ENTRY_COLUMNS: Columns<RevenueEntryAnswer> = {
  eventId: (entry) => entry.eventId,
  environment: (entry) => entry.environment,
  occurredAt: (entry) => entry.occurredAt,
  counted: (entry) => entry.counted,
  profileId: (entry) => entry.profileId,
  customerUserId: (entry) => entry.customerUserId,
  store: (entry) => entry.store,
  originalTransactionId: (entry) => entry.originalTransactionId,
  transactionId: (entry) => entry.transactionId,
  productId: (entry) => entry.productId,
  country: (entry) => entry.country,
  priceUsd: (entry) => entry.priceUsd,
  proceedsUsd: (entry) => entry.proceedsUsd,
  netRevenueUsd: (entry) => entry.netRevenueUsd,
  taxesUsd: (entry) => entry.taxesUsd,
  currency: (entry) => entry.currency,
  price: (entry) => entry.price,
  proceeds: (entry) => entry.proceeds,
  netRevenue: (entry) => entry.netRevenue,
  taxes: (entry) => entry.taxes,
};

function columnsOf<T extends string>(
  prefix: string,
  members: readonly T[],
  cellOf: (row: RevenueRow, member: T) => Cell,
): Columns<RevenueRow> {
  return Object.fromEntries(
    members.map((member) => [`${prefix}${pascal(member)}`, (row) => cellOf(row, member)]),
  );
}

/** `upgrade_refund` → `UpgradeRefund` */
function pascal(name: string): string {
  return name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
