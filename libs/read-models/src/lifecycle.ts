import {
  type Environment,
  ENVIRONMENTS,
  type Fact,
  homeOf,
  type Instant,
  isBelieved,
  profileSubject,
  type Subject,
} from '@subledger/domain';
import { nameIn } from './builds/tables-of-build.js';
import { newClaims, newIdentities, saveClaims, saveIdentities } from './claims.js';
import { selectPrecompiled } from './precompiled.js';
import type { Database } from './database.js';
import { factsOfSubjects, factsOnPage, mergeFacts, type ToldSubject } from './fact-pages.js';
import { textKey } from './text-key.js';

/**
 * Adds facts to their subjects, and the profiles that they name; a fact that is already there changes nothing.
 *
 * @returns the subjects that the facts are about, complete.
 */
export async function saveFacts(
  transaction: Database,
  facts: readonly Fact[],
): Promise<readonly ToldSubject[]> {
  const told: ToldSubject[] = [];
  for (const environment of ENVIRONMENTS) {
    const here = facts.filter((fact) => fact.environment === environment);
    if (here.length === 0) continue;
    const merged = await mergeFacts(transaction, environment, bySubject(here));
    await saveClaims(transaction, merged.flatMap(newClaims));
    await saveIdentities(transaction, newIdentities(merged));
    told.push(...merged);
  }
  return told;
}

function bySubject(facts: readonly Fact[]): ReadonlyMap<Subject, readonly Fact[]> {
  const grouped = new Map(Map.groupBy(facts, homeOf));
  grouped.delete(null);
  return grouped as ReadonlyMap<Subject, readonly Fact[]>;
}

/** Every fact about a subject that names one of the profiles, by what was recorded until `knownAt`. */
export async function factsOfProfiles(
  database: Database,
  environment: Environment,
  profiles: readonly string[],
  knownAt: Instant,
): Promise<readonly Fact[]> {
  if (profiles.length === 0) return [];
  const keys = profiles.map(textKey);
  const pages = await selectPrecompiled(database, {
    key: `facts of ${keys.length} in ${nameIn(database, 'facts')}`,
    build: () =>
      database
        .selectFrom('facts')
        .select('facts')
        .where('environment', '=', environment)
        .where('subject', 'in', (subquery) =>
          subquery
            .selectFrom('subject_profiles')
            .select('subject')
            .where('environment', '=', environment)
            .where('profile', 'in', keys)
            .where('recorded_at', '<=', knownAt),
        ),
    parameters: [environment, environment, ...keys, knownAt],
  });
  return pages
    .flatMap(factsOnPage)
    .filter((fact) => fact.recordedAt <= knownAt && isBelieved(fact));
}

/** The same, plus the conflicting deliveries that name one of the profiles. */
export async function deliveriesOfProfiles(
  database: Database,
  environment: Environment,
  profiles: readonly string[],
  knownAt: Instant,
): Promise<readonly Fact[]> {
  const believed = await factsOfProfiles(database, environment, profiles, knownAt);
  const own = await factsOfSubjects(database, environment, profiles.map(profileSubject));
  return [...believed, ...own.filter((fact) => fact.recordedAt <= knownAt && !isBelieved(fact))];
}
