import { type Fact, profilesNamedBy, type Subject } from '@subledger/domain';
import { inChunks } from './chunks.js';
import type { Database } from './database.js';
import { longSubject, subjectKey } from './subject-key.js';
import type { CustomerProfileRow, SubjectProfileRow } from './tables.js';
import { longText, textKey } from './text-key.js';

/** Says which profiles the facts name with their subjects, and since when that is recorded. */
export async function saveClaims(
  transaction: Database,
  claims: readonly SubjectProfileRow[],
): Promise<void> {
  for (const rows of inChunks(earliest(claims, claimKey)))
    await transaction
      .insertInto('subject_profiles')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(['environment', 'profile', 'subject'])
          .doUpdateSet({ recorded_at: (row) => row.ref('excluded.recorded_at') })
          .whereRef('excluded.recorded_at', '<', 'subject_profiles.recorded_at'),
      )
      .execute();
}

/** Says which profiles carry which customer's id, and since when that is recorded. */
export async function saveIdentities(
  transaction: Database,
  identities: readonly CustomerProfileRow[],
): Promise<void> {
  for (const rows of inChunks(earliest(identities, identityKey)))
    await transaction
      .insertInto('customer_profiles')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(['environment', 'customer', 'profile'])
          .doUpdateSet({ recorded_at: (row) => row.ref('excluded.recorded_at') })
          .whereRef('excluded.recorded_at', '<', 'customer_profiles.recorded_at'),
      )
      .execute();
}

/** Each profile that a fact names, as having a claim on the subject. */
export const claimsIn = (fact: Fact, subject: Subject): SubjectProfileRow[] =>
  profilesNamedBy(fact).map((profile) => ({
    environment: fact.environment,
    profile: textKey(profile),
    subject: subjectKey(subject),
    long_profile: longText(profile),
    long_subject: longSubject(subject),
    recorded_at: fact.recordedAt,
  }));

/** Each pair of customer and profile that a fact states, its own and those of its sharing list. */
export function identitiesIn(fact: Fact): CustomerProfileRow[] {
  return [fact, ...(fact.sharedWith ?? [])].flatMap(({ customerUserId, profileId }) =>
    customerUserId === undefined || profileId === undefined
      ? []
      : [
          {
            environment: fact.environment,
            customer: textKey(customerUserId),
            profile: textKey(profileId),
            long_customer: longText(customerUserId),
            long_profile: longText(profileId),
            recorded_at: fact.recordedAt,
          },
        ],
  );
}

const claimKey = (row: SubjectProfileRow): string =>
  JSON.stringify([row.environment, row.profile, row.subject]);

const identityKey = (row: CustomerProfileRow): string =>
  JSON.stringify([row.environment, row.customer, row.profile]);

/** One row a key, the one recorded first: receipt times step back when a clock does. */
function earliest<T extends { recorded_at: string }>(
  rows: readonly T[],
  keyOf: (row: T) => string,
): T[] {
  const first = new Map<string, T>();
  for (const row of rows) {
    const key = keyOf(row);
    const known = first.get(key);
    if (known === undefined || row.recorded_at < known.recorded_at) first.set(key, row);
  }
  return [...first.values()];
}
