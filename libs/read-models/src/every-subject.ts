import type { Environment, Instant, RevenueLine } from '@subledger/domain';
import type { Database } from './database.js';
import { lineFromRow } from './revenue.js';

/** How many rows are read at a time, whoever's they are. */
const FACT_PAGES_AT_ONCE = 100;
const LINES_AT_ONCE = 1_000;

/** A subject's facts as they are stored. */
export interface StoredSubject {
  readonly key: string;
  readonly pages: readonly { readonly facts: string }[];
}

/** Every subject of an environment, in the order of the keys. */
export async function* readEverySubject(
  database: Database,
  environment: Environment,
): AsyncGenerator<StoredSubject, void> {
  const rows = rowsBySubject((last: { subject: string; page: number; facts: string } | undefined) =>
    database
      .selectFrom('facts')
      .select(['subject', 'page', 'facts'])
      .where('environment', '=', environment)
      .where((row) =>
        row.eb(
          row.refTuple('subject', 'page'),
          '>',
          row.tuple(last?.subject ?? '', last?.page ?? 0),
        ),
      )
      .orderBy('subject')
      .orderBy('page')
      .limit(FACT_PAGES_AT_ONCE)
      .execute(),
  );
  for await (const { subject, of } of rows) yield { key: subject, pages: of };
}

export interface SubjectLines {
  readonly key: string;
  readonly lines: readonly RevenueLine[];
}

/** The lines of every subject that has any, in the same order. */
export async function* readRevenueBySubject(
  database: Database,
  environment: Environment,
): AsyncGenerator<SubjectLines, void> {
  const rows = rowsBySubject((last: { subject: string; event_id: string } | undefined) =>
    database
      .selectFrom('revenue')
      .selectAll()
      .where('environment', '=', environment)
      .where((row) =>
        row.eb(
          row.refTuple('subject', 'event_id'),
          '>',
          row.tuple(last?.subject ?? '', last?.event_id ?? ''),
        ),
      )
      .orderBy('subject')
      .orderBy('event_id')
      .limit(LINES_AT_ONCE)
      .execute(),
  );
  for await (const { subject, of } of rows) yield { key: subject, lines: of.map(lineFromRow) };
}

/** Rows in the order of their subjects, those of one subject together. */
async function* rowsBySubject<Row extends { readonly subject: string }>(
  readAfter: (last: Row | undefined) => Promise<readonly Row[]>,
): AsyncGenerator<{ readonly subject: string; readonly of: readonly Row[] }, void> {
  let held: Row[] = [];
  for (let last: Row | undefined; ;) {
    const rows = await readAfter(last);
    for (const row of rows) {
      const [first] = held;
      if (first !== undefined && first.subject !== row.subject) {
        yield { subject: first.subject, of: held };
        held = [];
      }
      held.push(row);
    }
    last = rows.at(-1);
    if (last === undefined) break;
  }
  const [first] = held;
  if (first !== undefined) yield { subject: first.subject, of: held };
}

const RECORDED_AT = '"recordedAt":"';

/**
 * Whether everything that is stored of a subject had been recorded until `knownAt`. It looks for the stamps in the text:
 * in a string the quotation marks would have backslashes, so none can be feigned, and most subjects need not be parsed.
 */
export const isRecordedBy = ({ pages }: StoredSubject, knownAt: Instant): boolean =>
  pages.every(({ facts }) => {
    for (let at = facts.indexOf(RECORDED_AT); at !== -1; at = facts.indexOf(RECORDED_AT, at + 1)) {
      const from = at + RECORDED_AT.length;
      if (facts.slice(from, facts.indexOf('"', from)) > knownAt) return false;
    }
    return true;
  });
