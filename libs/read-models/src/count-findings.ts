import type { Instant } from '@subledger/domain';
import type { Database } from './database.js';

export interface FindingCount {
  readonly environment: string;
  readonly kind: string;
  readonly count: number;
}

/** The number of findings of each kind at an instant. */
export async function countFindings(
  database: Database,
  at: Instant,
): Promise<readonly FindingCount[]> {
  const rows = await database
    .selectFrom('findings')
    .select((row) => ['environment', 'kind', row.fn.countAll().as('count')])
    .where('appears_at', '<=', at)
    .where('disappears_at', '>', at)
    .groupBy(['environment', 'kind'])
    .execute();
  // PostgreSQL counts in 64 bits, which the driver returns as texts.
  return rows.map(({ environment, kind, count }) => ({ environment, kind, count: Number(count) }));
}
