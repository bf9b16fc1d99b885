import type { Environment, Fact, Subject } from '@subledger/domain';
import { inChunks } from './chunks.js';
import type { Database } from './database.js';
import { subjectKey } from './subject-key.js';

/** A row holds so many facts: one row tells most subjects whole, and a hostile one is not rewritten with each event. */
export const FACTS_A_PAGE = 50;

/** A subject with every fact about it, in the order in which they were saved. */
export interface ToldSubject {
  readonly environment: Environment;
  readonly subject: Subject;
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
  const told: ToldSubject[] = [];
  const changed: FactPage[] = [];
  for (const [subject, added] of facts) {
    const key = subjectKey(subject);
    const before = (held.get(key) ?? []).flatMap(factsOnPage);
    const known = new Set(before.map(identityOf));
    const after = [...before];
    for (const fact of added) if (known.size !== known.add(identityOf(fact)).size) after.push(fact);
    told.push({ environment, subject, facts: after });
    changed.push(...pagesOf(environment, key, after, before.length));
  }
  for (const rows of inChunks(changed))
    await transaction
      .insertInto('facts')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(['environment', 'subject', 'page'])
          .doUpdateSet({ facts: (row) => row.ref('excluded.facts') }),
      )
      .execute();
  return told;
}

/** The rows of a subject's facts, without those that `unchanged` facts fill from the beginning. */
export function pagesOf(
  environment: Environment,
  key: string,
  facts: readonly Fact[],
  unchanged = 0,
): readonly FactPage[] {
  if (facts.length === unchanged) return [];
  const pages: FactPage[] = [];
  for (
    let page = Math.floor(unchanged / FACTS_A_PAGE);
    page * FACTS_A_PAGE < facts.length;
    page += 1
  ) {
    const some = facts.slice(page * FACTS_A_PAGE, (page + 1) * FACTS_A_PAGE);
    pages.push({ environment, subject: key, page, facts: JSON.stringify(some) });
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
