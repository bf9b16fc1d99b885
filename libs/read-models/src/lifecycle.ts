import {
  type Environment,
  type Fact,
  type Instant,
  LedgerError,
  profilesNamedBy,
  type Subject,
  subjectOf,
} from '@subledger/domain';
import { inChunks } from './chunks.js';
import type { Database } from './database.js';
import type { CustomerProfileRow } from './tables.js';
import { longText, textKey, textOfKey } from './text-key.js';

/** Adds facts to their subjects, and whom they name; a fact that is there already changes nothing. */
export async function saveFacts(transaction: Database, facts: readonly Fact[]): Promise<void> {
  const subjects = facts.flatMap((fact) => {
    const subject = subjectOf(fact);
    return subject === null
      ? []
      : [
          {
            fact,
            subject,
            environment: fact.environment,
            recorded_at: fact.recordedAt,
          },
        ];
  });
  for (const rows of inChunks(subjects))
    await transaction
      .insertInto('facts')
      .values(
        rows.map(({ fact, ...row }) => ({
          ...row,
          subject: textKey(row.subject),
          event_id: fact.eventId,
          fact: JSON.stringify(fact),
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  await saveClaims(transaction, subjects);
  await saveIdentities(transaction, facts);
}

async function saveClaims(
  transaction: Database,
  subjects: readonly { fact: Fact; subject: Subject; environment: string; recorded_at: Instant }[],
): Promise<void> {
  const claims = subjects.flatMap(({ fact, ...row }) =>
    profilesNamedBy(fact).map((profile) => ({
      ...row,
      profile: textKey(profile),
      subject: textKey(row.subject),
      long_profile: longText(profile),
      long_subject: longText(row.subject),
    })),
  );
  const keyOf = (row: (typeof claims)[number]): string[] => [
    row.environment,
    row.profile,
    row.subject,
  ];
  for (const rows of inChunks(earliest(claims, keyOf)))
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

async function saveIdentities(transaction: Database, facts: readonly Fact[]): Promise<void> {
  const identities = facts.flatMap(identitiesIn);
  const keyOf = (row: (typeof identities)[number]): string[] => [
    row.environment,
    row.customer,
    row.profile,
  ];
  for (const rows of inChunks(earliest(identities, keyOf)))
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

/** An id like "guest", set for everybody, would make one answer of a whole user base. */
const MOST_PROFILES = 1_000;

/**
 * The profiles that carry the customer's id, by what was recorded until `knownAt`.
 *
 * @throws LedgerError `answer-too-large` where more than 1,000 do.
 */
export async function profilesOfCustomer(
  database: Database,
  environment: Environment,
  customerUserId: string,
  knownAt: Instant,
): Promise<readonly string[]> {
  const rows = await database
    .selectFrom('customer_profiles')
    .select(['profile', 'long_profile'])
    .where('environment', '=', environment)
    .where('customer', '=', textKey(customerUserId))
    .where('recorded_at', '<=', knownAt)
    .orderBy('profile')
    .limit(MOST_PROFILES + 1)
    .execute();
  if (rows.length > MOST_PROFILES)
    throw new LedgerError(
      'answer-too-large',
      `More than ${MOST_PROFILES} profiles carry this customer id: ask for them one by one.`,
    );
  return rows.map((row) => textOfKey(row.profile, row.long_profile));
}

/** Every fact about a subject that names one of the profiles, by what was recorded until `knownAt`. */
export async function factsOfProfiles(
  database: Database,
  environment: Environment,
  profiles: readonly string[],
  knownAt: Instant,
): Promise<readonly Fact[]> {
  if (profiles.length === 0) return [];
  const rows = await database
    .selectFrom('facts')
    .select('fact')
    .where('environment', '=', environment)
    .where('subject', 'in', (subquery) =>
      subquery
        .selectFrom('subject_profiles')
        .select('subject')
        .where('environment', '=', environment)
        .where('profile', 'in', profiles.map(textKey))
        .where('recorded_at', '<=', knownAt),
    )
    .where('recorded_at', '<=', knownAt)
    .execute();
  return rows.map((row) => JSON.parse(row.fact) as Fact);
}

/** Every fact about the subjects. */
export async function factsOfSubjects(
  database: Database,
  environment: Environment,
  subjects: readonly Subject[],
): Promise<readonly Fact[]> {
  const found: Fact[] = [];
  for (const some of inChunks(subjects)) {
    const rows = await database
      .selectFrom('facts')
      .select('fact')
      .where('environment', '=', environment)
      .where('subject', 'in', some.map(textKey))
      .execute();
    found.push(...rows.map((row) => JSON.parse(row.fact) as Fact));
  }
  return found;
}

/** For each profile, every fact about the subjects that name it. */
export async function factsByProfile(
  database: Database,
  environment: Environment,
  profiles: readonly string[],
): Promise<ReadonlyMap<string, readonly Fact[]>> {
  const found = new Map<string, Fact[]>(profiles.map((profile) => [profile, []]));
  const byKey = new Map([...found].map(([profile, facts]) => [textKey(profile), facts] as const));
  for (const some of inChunks([...byKey.keys()])) {
    const rows = await database
      .selectFrom('subject_profiles')
      .innerJoin('facts', (join) =>
        join
          .onRef('facts.environment', '=', 'subject_profiles.environment')
          .onRef('facts.subject', '=', 'subject_profiles.subject'),
      )
      .select(['subject_profiles.profile', 'facts.fact'])
      .where('subject_profiles.environment', '=', environment)
      .where('subject_profiles.profile', 'in', some)
      .execute();
    for (const row of rows) byKey.get(row.profile)?.push(JSON.parse(row.fact) as Fact);
  }
  return found;
}

/** Customer ids that the profile carries. */
export async function customersOfProfile(
  database: Database,
  environment: Environment,
  profileId: string,
  knownAt: Instant,
): Promise<readonly string[]> {
  const rows = await database
    .selectFrom('customer_profiles')
    .select(['customer', 'long_customer'])
    .where('environment', '=', environment)
    .where('profile', '=', textKey(profileId))
    .where('recorded_at', '<=', knownAt)
    .orderBy('customer')
    .execute();
  return rows.map((row) => textOfKey(row.customer, row.long_customer));
}

/** Each pair of customer and profile that a fact states, its own and those of its sharing list. */
function identitiesIn(fact: Fact): CustomerProfileRow[] {
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

/** One row a key, the one recorded first: receipt times step back when a clock does. */
function earliest<T extends { recorded_at: string }>(
  rows: readonly T[],
  keyOf: (row: T) => readonly string[],
): T[] {
  const first = new Map<string, T>();
  for (const row of rows) {
    const key = JSON.stringify(keyOf(row));
    const known = first.get(key);
    if (known === undefined || row.recorded_at < known.recorded_at) first.set(key, row);
  }
  return [...first.values()];
}
