import type { Environment, Fact, Subject } from '@subledger/domain';
import { inChunks } from './chunks.js';
import type { Database } from './database.js';
import { textOfFact } from './fact-text.js';
import { insertRows } from './insert-rows.js';
import { subjectKey } from './subject-key.js';

/** Facts per row: most subjects fit into one row, and a hostile one is not rewritten with each event. */
export const FACTS_A_PAGE = 50;

/** A subject to which facts were added. */
export interface ToldSubject {
  readonly environment: Environment;
  readonly subject: Subject;
  readonly before: readonly Fact[];
  /** Those that were new. */
  readonly added: readonly Fact[];
  /** Every fact about it, in the order in which they were saved. */
  readonly facts: readonly Fact[];
}

interface FactPage {
  readonly environment: string;
  readonly subject: string;
  readonly page: number;
  readonly facts: string;
}

/**
 * Adds facts to their subjects and returns each subject complete; a fact that is already there changes nothing.
 *
 * @param facts by subject, all of one environment.
 */
export async function mergeFacts(
  transaction: Database,
  environment: Environment,
  facts: ReadonlyMap<Subject, readonly Fact[]>,
): Promise<readonly ToldSubject[]> {
  const held = await readPages(transaction, environment, [...facts.keys()].map(subjectKey));
  const merged: ToldSubject[] = [];
  const changed: FactPage[] = [];
  for (const [subject, told] of facts) {
    const key = subjectKey(subject);
    const pages = held.get(key) ?? [];
    const before = pages.flatMap(factsOnPage);
    const known = new Set(before.map(identityOf));
    const added = told.filter((fact) => known.size !== known.add(identityOf(fact)).size);
    merged.push({ environment, subject, before, added, facts: [...before, ...added] });
    changed.push(...pagesWith(added, { environment, key, before, last: pages.at(-1) }));
  }
  await insertRows(transaction, 'facts', changed, (insertion) =>
    insertion.onConflict((conflict) =>
      conflict
        .columns(['environment', 'subject', 'page'])
        .doUpdateSet({ facts: (row) => row.ref('excluded.facts') }),
    ),
  );
  return merged;
}

interface HeldFacts {
  readonly environment: Environment;
  readonly key: string;
  readonly before: readonly Fact[];
  /** The last page, which is filled next. */
  readonly last: { readonly facts: string } | undefined;
}

/** The pages that added facts change. The existing text of a page is kept: only the new part is serialised. */
function pagesWith(added: readonly Fact[], { environment, key, before, last }: HeldFacts) {
  const pages: FactPage[] = [];
  let page = Math.floor(before.length / FACTS_A_PAGE);
  let begun = before.length % FACTS_A_PAGE === 0 ? '' : (last?.facts.slice(1, -1) ?? '');
  let room = FACTS_A_PAGE - (before.length % FACTS_A_PAGE);
  for (let from = 0; from < added.length; page += 1) {
    const texts = added.slice(from, from + room).map(textOfFact);
    from += texts.length;
    const facts = `[${[...(begun === '' ? [] : [begun]), ...texts].join(',')}]`;
    pages.push({ environment, subject: key, page, facts });
    begun = '';
    room = FACTS_A_PAGE;
  }
  return pages;
}

/** One event can say several things, each once: a correction both withdraws and states. */
const identityOf = ({ eventId, type }: Fact): string => `${eventId} ${type}`;

export const factsOnPage = ({ facts }: { readonly facts: string }): readonly Fact[] =>
  JSON.parse(facts) as readonly Fact[];

async function readPages(
  database: Database,
  environment: Environment,
  keys: readonly string[],
): Promise<ReadonlyMap<string, readonly { readonly facts: string }[]>> {
  const found = [];
  for (const some of inChunks(keys))
    found.push(
      ...(await database
        .selectFrom('facts')
        .select(['subject', 'facts'])
        .where('environment', '=', environment)
        .where('subject', 'in', some)
        .orderBy('subject')
        .orderBy('page')
        .execute()),
    );
  return Map.groupBy(found, ({ subject }) => subject);
}

/** Every fact about the subjects, including conflicting deliveries. */
export async function factsOfSubjects(
  database: Database,
  environment: Environment,
  subjects: readonly Subject[],
): Promise<readonly Fact[]> {
  const pages = await readPages(database, environment, subjects.map(subjectKey));
  return [...pages.values()].flat().flatMap(factsOnPage);
}
