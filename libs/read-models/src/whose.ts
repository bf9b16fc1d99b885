import { type Environment, type Instant, LedgerError, type Subject } from '@subledger/domain';
import { sql } from 'kysely';
import { nameIn } from './builds/tables-of-build.js';
import { inChunks } from './chunks.js';
import { selectPrecompiled } from './precompiled.js';
import type { Database } from './database.js';
import { subjectKey, subjectOfKey } from './subject-key.js';
import { textKey, textOfKey } from './text-key.js';

/** An id like "guest", set for everybody, would turn a whole user base into one answer. */
const MOST_PROFILES = 1_000;

/**
 * The profiles that have the customer's id, by what was recorded until `knownAt`.
 *
 * @throws LedgerError `answer-too-large` if more than 1,000 do.
 */
export async function profilesOfCustomer(
  database: Database,
  environment: Environment,
  customerUserId: string,
  knownAt: Instant,
): Promise<readonly string[]> {
  const customer = textKey(customerUserId);
  const rows = await selectPrecompiled(database, {
    key: `profiles in ${nameIn(database, 'customer_profiles')}`,
    build: () =>
      database
        .selectFrom('customer_profiles')
        .select(['profile', 'long_profile'])
        .where('environment', '=', environment)
        .where('customer', '=', customer)
        .where('recorded_at', '<=', knownAt)
        .orderBy('profile')
        .limit(sql.lit(MOST_PROFILES + 1)),
    parameters: [environment, customer, knownAt],
  });
  if (rows.length > MOST_PROFILES)
    throw new LedgerError(
      'answer-too-large',
      `More than ${MOST_PROFILES} profiles have this customer id: ask for them one at a time.`,
    );
  return rows.map((row) => textOfKey(row.profile, row.long_profile));
}

/** The subjects whose facts name one of the profiles. */
export async function subjectsOfProfiles(
  database: Database,
  environment: Environment,
  profiles: readonly string[],
): Promise<readonly Subject[]> {
  const found = new Set<Subject>();
  for (const some of inChunks(profiles.map(textKey))) {
    const rows = await database
      .selectFrom('subject_profiles')
      .select(['subject', 'long_subject'])
      .where('environment', '=', environment)
      .where('profile', 'in', some)
      .execute();
    for (const row of rows) found.add(subjectOfKey(row.subject, row.long_subject) as Subject);
  }
  return [...found];
}

/** For each profile, the subjects whose facts name it. */
export async function subjectsByProfile(
  database: Database,
  environment: Environment,
  profiles: readonly string[],
): Promise<ReadonlyMap<string, readonly Subject[]>> {
  const found = new Map<string, Subject[]>(profiles.map((profile) => [profile, []]));
  const byKey = new Map([...found].map(([profile, of]) => [textKey(profile), of] as const));
  for (const some of inChunks([...byKey.keys()])) {
    const rows = await database
      .selectFrom('subject_profiles')
      .select(['profile', 'subject', 'long_subject'])
      .where('environment', '=', environment)
      .where('profile', 'in', some)
      .execute();
    for (const row of rows)
      byKey.get(row.profile)?.push(subjectOfKey(row.subject, row.long_subject) as Subject);
  }
  return found;
}

/** The profiles that the facts of one of the subjects name. */
export async function profilesOfSubjects(
  database: Database,
  environment: Environment,
  subjects: readonly Subject[],
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const some of inChunks(subjects.map(subjectKey))) {
    const rows = await database
      .selectFrom('subject_profiles')
      .select(['profile', 'long_profile'])
      .distinct()
      .where('environment', '=', environment)
      .where('subject', 'in', some)
      .execute();
    for (const row of rows) found.add(textOfKey(row.profile, row.long_profile));
  }
  return [...found];
}
