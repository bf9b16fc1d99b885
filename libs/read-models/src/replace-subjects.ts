import { type Environment, type Fact, profileSubject, type Subject } from '@subledger/domain';
import { inChunks } from './chunks.js';
import type { Database } from './database.js';
import type { ToldSubject } from './fact-pages.js';
import { saveFacts } from './lifecycle.js';
import { subjectKey } from './subject-key.js';
import { textKey } from './text-key.js';

export interface Replaced {
  readonly subjects: readonly Subject[];
  readonly profiles: readonly string[];
  readonly customerUserId: string;
}

/**
 * Deletes everything that the subjects' rows say, including who the customer was, then saves the facts instead.
 *
 * @returns the subjects that the facts are about, complete.
 */
export async function replaceSubjects(
  transaction: Database,
  environment: Environment,
  { subjects, profiles, customerUserId }: Replaced,
  facts: readonly Fact[],
): Promise<readonly ToldSubject[]> {
  const keys = [...new Set([...subjects, ...profiles.map(profileSubject)])].map(subjectKey);
  for (const some of inChunks(keys)) {
    // Scans all revenue rows: a row that somebody edited by hand may sit where no fact points.
    for (const table of ['facts', 'subject_profiles', 'revenue'] as const)
      await transaction
        .deleteFrom(table)
        .where('environment', '=', environment)
        .where('subject', 'in', some)
        .execute();
    await transaction
      .deleteFrom('findings')
      .where('environment', '=', environment)
      .where('owner', 'in', some)
      .execute();
  }
  await transaction
    .deleteFrom('customer_profiles')
    .where('environment', '=', environment)
    .where('customer', '=', textKey(customerUserId))
    .execute();
  return saveFacts(transaction, facts);
}
