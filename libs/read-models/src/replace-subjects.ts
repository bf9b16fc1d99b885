import type { Environment, Fact, Subject } from '@subledger/domain';
import { inChunks } from './chunks.js';
import { saveFacts } from './lifecycle.js';
import type { Database } from './database.js';
import { textKey, textOfKey } from './text-key.js';

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
    for (const row of rows) found.add(textOfKey(row.subject, row.long_subject) as Subject);
  }
  return [...found];
}

/** The profiles that the facts of one of the subjects name. */
export async function profilesOfSubjects(
  database: Database,
  environment: Environment,
  subjects: readonly Subject[],
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const some of inChunks(subjects.map(textKey))) {
    const facts = await database
      .selectFrom('subject_profiles')
      .select(['profile', 'long_profile'])
      .distinct()
      .where('environment', '=', environment)
      .where('subject', 'in', some)
      .execute();
    for (const row of facts) found.add(textOfKey(row.profile, row.long_profile));
  }
  return [...found];
}

/** Forgets all that the subjects' rows say and whom the customer was, then saves the facts in their place. */
export async function replaceSubjects(
  transaction: Database,
  environment: Environment,
  replaced: { readonly subjects: readonly Subject[]; readonly customerUserId: string },
  facts: readonly Fact[],
): Promise<void> {
  for (const some of inChunks(replaced.subjects.map(textKey)))
    for (const table of ['facts', 'subject_profiles', 'revenue'] as const)
      await transaction
        .deleteFrom(table)
        .where('environment', '=', environment)
        .where('subject', 'in', some)
        .execute();
  for (const some of inChunks(replaced.subjects.map(textKey)))
    await transaction
      .deleteFrom('findings')
      .where('environment', '=', environment)
      .where('owner', 'in', some)
      .execute();
  await transaction
    .deleteFrom('customer_profiles')
    .where('environment', '=', environment)
    .where('customer', '=', textKey(replaced.customerUserId))
    .execute();
  await saveFacts(transaction, facts);
}
