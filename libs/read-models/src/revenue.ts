import type { Counted, Environment, Instant, Money, RevenueLine, Subject } from '@subledger/domain';
import type { Database } from './database.js';
import { insertRows } from './insert-rows.js';
import { subjectKey } from './subject-key.js';
import type { RevenueRow } from './tables.js';
import { storedText, textFromStored } from './text-key.js';

/** What a subject adds to reports: before, by what was saved of it then, and now, by everything saved. */
export interface ChangedRevenue {
  readonly subject: Subject;
  readonly before: readonly RevenueLine[];
  readonly after: readonly RevenueLine[];
}

/**
 * Brings the lines of subjects up to date. The table has no order by subject in which the old lines could be
 * looked up: they are recomputed, which takes less time than maintaining such an order.
 */
export async function changeRevenue(
  transaction: Database,
  environment: Environment,
  changes: readonly ChangedRevenue[],
): Promise<void> {
  const told: RevenueRow[] = [];
  for (const { subject, before, after } of changes) {
    const held = new Map(before.map((line) => [placeOf(line), line]));
    for (const line of after) {
      // Compared as texts, because the order of amounts shows in the row.
      if (JSON.stringify(held.get(placeOf(line))) !== JSON.stringify(line))
        told.push(revenueRow(environment, subject, line));
      held.delete(placeOf(line));
    }
    for (const gone of held.values())
      await transaction
        .deleteFrom('revenue')
        .where('environment', '=', environment)
        .where('occurred_at', '=', gone.occurredAt)
        .where('event_id', '=', gone.eventId)
        .where('subject', '=', subjectKey(subject))
        .execute();
  }
  await insertRows(transaction, 'revenue', told, (insertion) =>
    insertion.onConflict((conflict) =>
      conflict
        .columns(['environment', 'occurred_at', 'event_id', 'subject'])
        .doUpdateSet((row) => ({
          counted: row.ref('excluded.counted'),
          product: row.ref('excluded.product'),
          store: row.ref('excluded.store'),
          country: row.ref('excluded.country'),
          currency: row.ref('excluded.currency'),
          money: row.ref('excluded.money'),
        })),
    ),
  );
}

const placeOf = ({ occurredAt, eventId }: RevenueLine): string => `${occurredAt} ${eventId}`;

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

/** How many lines are read at a time, so that a report over years does not burden the memory. */
const LINES_A_PAGE = 5_000;

/** The lines of a span of business time, `from` inclusive, `to` exclusive, in order. */
export async function* readRevenue(
  database: Database,
  environment: Environment,
  span: { readonly from: Instant; readonly to: Instant },
): AsyncGenerator<RevenueLine> {
  let after = { occurred_at: span.from as string, event_id: '', subject: '' };
  for (;;) {
    const rows = await database
      .selectFrom('revenue')
      .selectAll()
      .where('environment', '=', environment)
      .where('occurred_at', '<', span.to)
      .where((row) =>
        row.eb(
          row.refTuple('occurred_at', 'event_id', 'subject'),
          '>',
          row.tuple(after.occurred_at, after.event_id, after.subject),
        ),
      )
      .orderBy('occurred_at')
      .orderBy('event_id')
      .orderBy('subject')
      .limit(LINES_A_PAGE)
      .execute();
    for (const row of rows) yield lineFromRow(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < LINES_A_PAGE) return;
    after = last;
  }
}

const lineFromRow = (row: RevenueRow): RevenueLine => ({
  eventId: row.event_id,
  occurredAt: row.occurred_at as Instant,
  counted: row.counted as Counted,
  ...(row.money === null ? {} : { money: JSON.parse(row.money) as Money }),
  ...(row.product === null ? {} : { productId: textFromStored(row.product) }),
  ...(row.store === null ? {} : { store: textFromStored(row.store) }),
  ...(row.country === null ? {} : { country: textFromStored(row.country) }),
  ...(row.currency === null ? {} : { currency: textFromStored(row.currency) }),
});
