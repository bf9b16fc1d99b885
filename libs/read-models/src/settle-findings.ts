import type { Environment } from '@subledger/domain';
import { inChunks } from './chunks.js';
import type { Database } from './database.js';
import { insertRows } from './insert-rows.js';
import type { FindingRow } from './tables.js';

/**
 * Brings the stored findings about the owners up to date, and touches only what differs: most news of a subject
 * changes one row or none, and rewriting all of its rows costs more than reading them.
 *
 * @param owners by their keys; an owner without rows here loses all of them.
 */
export async function settleFindings(
  transaction: Database,
  environment: Environment,
  owners: readonly string[],
  rows: readonly FindingRow[],
): Promise<void> {
  const wanted = Map.groupBy(rows, ({ owner }) => owner);
  const added: FindingRow[] = [];
  for (const some of inChunks(owners)) {
    const held = Map.groupBy(await rowsOf(transaction, environment, some), ({ owner }) => owner);
    const stale: string[] = [];
    for (const one of some) {
      const shall = wanted.get(one) ?? [];
      const missing = missingIn(held.get(one) ?? [], shall);
      if (missing === null) stale.push(one);
      added.push(...(missing ?? shall));
    }
    if (stale.length > 0)
      await transaction
        .deleteFrom('findings')
        .where('environment', '=', environment)
        .where('owner', 'in', stale)
        .execute();
  }
  await insertRows(transaction, 'findings', added);
}

const rowsOf = (
  transaction: Database,
  environment: Environment,
  owners: readonly string[],
): Promise<readonly FindingRow[]> =>
  transaction
    .selectFrom('findings')
    .selectAll()
    .where('environment', '=', environment)
    .where('owner', 'in', owners)
    .execute();

/** The rows to add to the existing ones; null if one of those has to change or go. */
function missingIn(
  are: readonly FindingRow[],
  shall: readonly FindingRow[],
): readonly FindingRow[] | null {
  const byPlace = new Map(are.map((row) => [row.place, row]));
  const missing = shall.filter((row) => {
    const there = byPlace.get(row.place);
    return there === undefined || !isSame(there, row);
  });
  return shall.length - missing.length === are.length ? missing : null;
}

const isSame = (held: FindingRow, wanted: FindingRow): boolean =>
  (Object.keys(wanted) as (keyof FindingRow)[]).every((column) => held[column] === wanted[column]);
