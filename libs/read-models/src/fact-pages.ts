import type { Environment, Fact, Subject } from '@subledger/domain';
import { inChunks } from './chunks.js';
import type { Database } from './database.js';
import { textOfFact } from './fact-text.js';
import { insertRows } from './insert-rows.js';
import { subjectKey } from './subject-key.js';

/** A row holds so many facts: one row tells most subjects whole, and a hostile one is not rewritten with each event. */
export const FACTS_A_PAGE = 50;

/** A subject to which facts were added. */
export interface ToldSubject {
  readonly environment: Environment;
  readonly subject: Subject;
  readonly before: readonly Fact[];
  /** Those that were not there. */
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
 * Adds facts to their subjects, one that is there already changes nothing, and gives each subject whole.
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
  /** The page that was filled last. */
  readonly last: { readonly facts: string } | undefined;
}

/** The pages that added facts change. What a page says already stays as it is: only the new part becomes text. */
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

/** One event can say several things, each once: a correction both takes back and tells. */
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

/** Every fact about the subjects, conflicting deliveries too. */
export async function factsOfSubjects(
  database: Database,
  environment: Environment,
  subjects: readonly Subject[],
): Promise<readonly Fact[]> {
  const pages = await readPages(database, environment, subjects.map(subjectKey));
  return [...pages.values()].flat().flatMap(factsOnPage);
}
