import type { Counted, Environment, Instant, Money, RevenueLine, Subject } from '@subledger/domain';
import type { Database } from './database.js';
import { settleRows } from './settle-rows.js';
import { subjectKey } from './subject-key.js';
import type { RevenueRow } from './tables.js';
import { storedText, textFromStored } from './text-key.js';

/** Puts the lines of each subject in the place of those that it had. */
export async function replaceRevenue(
  transaction: Database,
  environment: Environment,
  lines: ReadonlyMap<Subject, readonly RevenueLine[]>,
): Promise<void> {
  const rows = [...lines].flatMap(([subject, of]) =>
    of.map((line) => revenueRow(environment, subject, line)),
  );
  await settleRows(transaction, 'revenue', environment, [...lines.keys()].map(subjectKey), rows);
}

export const revenueRow = (
  environment: Environment,
  subject: Subject,
  line: RevenueLine,
): RevenueRow => ({
  environment,
  subject: subjectKey(subject),
  event_id: line.eventId,
  occurred_at: line.occurredAt,
  counted: line.counted,
  product: storedOrNull(line.productId),
  store: storedOrNull(line.store),
  country: storedOrNull(line.country),
  currency: storedOrNull(line.currency),
  money: line.money === undefined ? null : JSON.stringify(line.money),
});

const storedOrNull = (text: string | undefined): string | null =>
  text === undefined ? null : storedText(text);

/** How many lines are read at a time, so that a report of years is no burden on memory. */
const LINES_A_PAGE = 5_000;

/** The lines of a span of business time, `from` inclusive, `to` exclusive, in order. */
export async function* readRevenue(
  database: Database,
  environment: Environment,
  span: { readonly from: Instant; readonly to: Instant },
): AsyncGenerator<RevenueLine> {
  let after = { occurred_at: span.from as string, event_id: '' };
  for (;;) {
    const rows = await database
      .selectFrom('revenue')
      .selectAll()
      .where('environment', '=', environment)
      .where('occurred_at', '<', span.to)
      .where((row) =>
        row.eb(
          row.refTuple('occurred_at', 'event_id'),
          '>',
          row.tuple(after.occurred_at, after.event_id),
        ),
      )
      .orderBy('occurred_at')
      .orderBy('event_id')
      .limit(LINES_A_PAGE)
      .execute();
    for (const row of rows) yield lineFromRow(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < LINES_A_PAGE) return;
    after = last;
  }
}

export const lineFromRow = (row: RevenueRow): RevenueLine => ({
  eventId: row.event_id,
  occurredAt: row.occurred_at as Instant,
  counted: row.counted as Counted,
  ...(row.money === null ? {} : { money: JSON.parse(row.money) as Money }),
  ...(row.product === null ? {} : { productId: textFromStored(row.product) }),
  ...(row.store === null ? {} : { store: textFromStored(row.store) }),
  ...(row.country === null ? {} : { country: textFromStored(row.country) }),
  ...(row.currency === null ? {} : { currency: textFromStored(row.currency) }),
});
