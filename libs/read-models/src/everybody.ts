import type { Environment } from '@subledger/domain';
import type { Database } from './database.js';
import { textKey, textOfKey } from './text-key.js';

/** A customer or a profile, in the order of `readEverybody`: customers first, then profiles. */
export interface Somebody {
  readonly kind: 'customer' | 'profile';
  readonly id: string;
}

/**
 * Customers, and after the last of them the profiles, starting after a given one; in the database's order of
 * texts.
 */
export async function readEverybody(
  database: Database,
  environment: Environment,
  after: Somebody | null,
  limit: number,
): Promise<readonly Somebody[]> {
  const customers =
    after?.kind === 'profile'
      ? []
      : await database
          .selectFrom('customer_profiles')
          .select(['customer as key', 'long_customer as long'])
          .distinct()
          .where('environment', '=', environment)
          .where('customer', '>', after === null ? '' : textKey(after.id))
          .orderBy('customer')
          .limit(limit)
          .execute();
  const left = limit - customers.length;
  const profiles =
    left === 0
      ? []
      : await database
          .selectFrom('subject_profiles')
          .select(['profile as key', 'long_profile as long'])
          .distinct()
          .where('environment', '=', environment)
          .where('profile', '>', after?.kind === 'profile' ? textKey(after.id) : '')
          .orderBy('profile')
          .limit(left)
          .execute();
  return [
    ...customers.map(({ key, long }) => ({ kind: 'customer' as const, id: textOfKey(key, long) })),
    ...profiles.map(({ key, long }) => ({ kind: 'profile' as const, id: textOfKey(key, long) })),
  ];
}

/** Compares two in the order of `readEverybody`: negative, zero or positive. Databases sort texts by their bytes. */
export function compareSomebody(a: Somebody, b: Somebody): number {
  if (a.kind !== b.kind) return a.kind === 'customer' ? -1 : 1;
  return Buffer.compare(Buffer.from(textKey(a.id)), Buffer.from(textKey(b.id)));
}
