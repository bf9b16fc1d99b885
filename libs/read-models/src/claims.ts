import { type Fact, isBelieved, profilesNamedBy, type Subject } from '@subledger/domain';
import type { Database } from './database.js';
import type { ToldSubject } from './fact-pages.js';
import { insertRows } from './insert-rows.js';
import { longSubject, subjectKey } from './subject-key.js';
import type { CustomerProfileRow, SubjectProfileRow } from './tables.js';
import { longText, textKey } from './text-key.js';

/**
 * Saves which profiles the facts of subjects name, and since when that is recorded.
 *
 * @param claims one row for each pair of profile and subject.
 */
export async function saveClaims(
  transaction: Database,
  claims: readonly SubjectProfileRow[],
): Promise<void> {
  await insertRows(transaction, 'subject_profiles', claims, (insertion) =>
    insertion.onConflict((conflict) =>
      conflict
        .columns(['environment', 'profile', 'subject'])
        .doUpdateSet({ recorded_at: (row) => row.ref('excluded.recorded_at') })
        .whereRef('excluded.recorded_at', '<', 'subject_profiles.recorded_at'),
    ),
  );
}

/**
 * Saves which profiles have which customer's id, and since when that is recorded.
 *
 * @param identities one row for each pair of customer and profile.
 */
export async function saveIdentities(
  transaction: Database,
  identities: readonly CustomerProfileRow[],
): Promise<void> {
  await insertRows(transaction, 'customer_profiles', identities, (insertion) =>
    insertion.onConflict((conflict) =>
      conflict
        .columns(['environment', 'customer', 'profile'])
        .doUpdateSet({ recorded_at: (row) => row.ref('excluded.recorded_at') })
        .whereRef('excluded.recorded_at', '<', 'customer_profiles.recorded_at'),
    ),
  );
}

/** The claims of added facts on profiles that the earlier facts do not make, or not as early. */
export function newClaims({ subject, before, added }: ToldSubject): SubjectProfileRow[] {
  const isKnown = ({ profile, recorded_at }: SubjectProfileRow): boolean =>
    before.some(
      (fact) =>
        isBelieved(fact) &&
        fact.recordedAt <= recorded_at &&
        profilesNamedBy(fact).some((named) => textKey(named) === profile),
    );
  return claimsOf(subject, added.filter(isBelieved)).filter((claim) => !isKnown(claim));
}

/** The pairs of customer and profile that added facts state and the earlier ones do not, or not as early. */
export function newIdentities(merged: readonly ToldSubject[]): CustomerProfileRow[] {
  const news = merged.flatMap(({ before, added }) =>
    added.filter((fact) => isBelieved(fact) && !isStatedBefore(fact, before)),
  );
  return identitiesOf(news);
}

const isStatedBefore = (fact: Fact, before: readonly Fact[]): boolean =>
  pairsIn(fact).every((pair) =>
    before.some(
      (known) =>
        isBelieved(known) &&
        known.recordedAt <= fact.recordedAt &&
        pairsIn(known).some(isSame(pair)),
    ),
  );

const isSame =
  (a: Pair) =>
  (b: Pair): boolean =>
    a.profileId === b.profileId && a.customerUserId === b.customerUserId;

/** The profiles that the facts of one subject name, each since when that is recorded. */
export function claimsOf(subject: Subject, facts: readonly Fact[]): SubjectProfileRow[] {
  const since = new Map<string, Fact>();
  for (const fact of facts)
    for (const profile of profilesNamedBy(fact)) keepEarliest(since, profile, fact);
  return [...since].map(([profile, { environment, recordedAt }]) => ({
    environment,
    profile: textKey(profile),
    subject: subjectKey(subject),
    long_profile: longText(profile),
    long_subject: longSubject(subject),
    recorded_at: recordedAt,
  }));
}

/** Each pair of customer and profile that the facts state, for their own profile and those in their sharing lists. */
export function identitiesOf(facts: readonly Fact[]): CustomerProfileRow[] {
  const since = new Map<string, { readonly fact: Fact; readonly pair: Pair }>();
  for (const fact of facts)
    for (const pair of pairsIn(fact)) {
      const key = JSON.stringify([fact.environment, pair.customerUserId, pair.profileId]);
      const known = since.get(key);
      if (known === undefined || fact.recordedAt < known.fact.recordedAt)
        since.set(key, { fact, pair });
    }
  return [...since.values()].map(({ fact, pair }) => ({
    environment: fact.environment,
    customer: textKey(pair.customerUserId),
    profile: textKey(pair.profileId),
    long_customer: longText(pair.customerUserId),
    long_profile: longText(pair.profileId),
    recorded_at: fact.recordedAt,
  }));
}

interface Pair {
  readonly customerUserId: string;
  readonly profileId: string;
}

/** The pairs of customer and profile that a fact states, and those in its sharing list. */
const pairsIn = (fact: Fact): readonly Pair[] =>
  [fact, ...(fact.sharedWith ?? [])].flatMap(({ customerUserId, profileId }) =>
    customerUserId === undefined || profileId === undefined ? [] : [{ customerUserId, profileId }],
  );

/** Keeps the one recorded first, whatever comes first in the log: receipt times go back when a clock does. */
function keepEarliest(since: Map<string, Fact>, key: string, fact: Fact): void {
  const known = since.get(key);
  if (known === undefined || fact.recordedAt < known.recordedAt) since.set(key, fact);
}
