import type { Environment, Instant } from '@subledger/domain';
import type { Database } from './database.js';

/** How many rows are read at a time, regardless of their subjects. */
const FACT_PAGES_AT_ONCE = 100;

/** A subject's facts as they are stored. */
export interface StoredSubject {
  readonly key: string;
  readonly pages: readonly { readonly facts: string }[];
}

/** Before the first page of a subject. */
const NO_PAGE = -1;

/** Every subject of an environment from a key on, inclusive, in the order of the keys. */
export async function* readEverySubject(
  database: Database,
  environment: Environment,
  from = '',
): AsyncGenerator<StoredSubject, void> {
  let held: StoredPage[] = [];
  let last: PlaceOfPage | undefined = { subject: from, page: NO_PAGE };
  while (last !== undefined) {
    const rows: readonly StoredPage[] = await readAfter(database, environment, last);
    for (const row of rows) {
      const [first] = held;
      if (first !== undefined && first.subject !== row.subject) {
        yield { key: first.subject, pages: held };
        held = [];
      }
      held.push(row);
    }
    last = rows.at(-1);
  }
  const [first] = held;
  if (first !== undefined) yield { key: first.subject, pages: held };
}

interface PlaceOfPage {
  readonly subject: string;
  readonly page: number;
}

interface StoredPage extends PlaceOfPage {
  readonly facts: string;
}

const readAfter = (
  database: Database,
  environment: Environment,
  last: PlaceOfPage,
): Promise<readonly StoredPage[]> =>
  database
    .selectFrom('facts')
    .select(['subject', 'page', 'facts'])
    .where('environment', '=', environment)
    .where((row) =>
      row.eb(row.refTuple('subject', 'page'), '>', row.tuple(last.subject, last.page)),
    )
    .orderBy('subject')
    .orderBy('page')
    .limit(FACT_PAGES_AT_ONCE)
    .execute();

const OCCURRED_AT = '"occurredAt":"';

/**
 * Whether any stored fact of a subject happened in a span, `from` inclusive, `to` exclusive. It searches the text
 * for the timestamps: inside a string value the quotation marks would be escaped, so there are no false matches,
 * and most subjects need not be parsed.
 */
export const happenedWithin = (
  { pages }: StoredSubject,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): boolean =>
  pages.some(({ facts }) => {
    for (let at = facts.indexOf(OCCURRED_AT); at !== -1; at = facts.indexOf(OCCURRED_AT, at + 1)) {
      const begin = at + OCCURRED_AT.length;
      const stamp = facts.slice(begin, facts.indexOf('"', begin));
      if (stamp >= from && stamp < to) return true;
    }
    return false;
  });
