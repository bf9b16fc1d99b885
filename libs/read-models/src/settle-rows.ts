import type { Environment } from '@subledger/domain';
import { sql } from 'kysely';
import { inChunks } from './chunks.js';
import type { Database } from './database.js';
import { insertRows } from './insert-rows.js';
import type { Tables } from './tables.js';

/** In tables whose rows are computed anew from all that is known of an owner: whose a row is, and which of its rows. */
const KEYS = {
  revenue: { owner: 'subject', place: 'event_id' },
  findings: { owner: 'owner', place: 'place' },
} as const;

type OwnedTable = keyof typeof KEYS;

/**
 * Makes the rows of the owners what they are to be, and touches only what differs: most news of a subject adds one
 * row or none, and writing all of its rows again costs more than reading them.
 *
 * @param owners by their keys; of those that have no rows here, everything goes.
 */
export async function settleRows<T extends OwnedTable>(
  transaction: Database,
  table: T,
  environment: Environment,
  owners: readonly string[],
  rows: readonly Tables[T][],
): Promise<void> {
  const { owner, place } = KEYS[table];
  const wanted = Map.groupBy(rows, (row) => valueOf(row, owner));
  const added: Tables[T][] = [];
  for (const some of inChunks(owners)) {
    const held = Map.groupBy(await rowsOf(transaction, table, environment, some), (row) =>
      valueOf(row, owner),
    );
    const stale: string[] = [];
    for (const one of some) {
      const shall = wanted.get(one) ?? [];
      const missing = missingIn(held.get(one) ?? [], shall, place);
      if (missing === null) stale.push(one);
      added.push(...(missing ?? shall));
    }
    if (stale.length > 0)
      await sql`DELETE FROM ${sql.table(table)} WHERE environment = ${environment}
        AND ${sql.ref(owner)} IN (${sql.join(stale)})`.execute(transaction);
  }
  await insertRows(transaction, table, added);
}

async function rowsOf<T extends OwnedTable>(
  transaction: Database,
  table: T,
  environment: Environment,
  owners: readonly string[],
): Promise<readonly Tables[T][]> {
  const { rows } = await sql<Tables[T]>`SELECT * FROM ${sql.table(table)}
    WHERE environment = ${environment} AND ${sql.ref(KEYS[table].owner)} IN (${sql.join(owners)})`.execute(
    transaction,
  );
  return rows;
}

/** What has to be added to the rows that are there; null where one of those has to change or to go. */
function missingIn<Row extends object>(
  are: readonly Row[],
  shall: readonly Row[],
  place: string,
): readonly Row[] | null {
  const byPlace = new Map(are.map((row) => [valueOf(row, place), row]));
  const missing = shall.filter((row) => {
    const there = byPlace.get(valueOf(row, place));
    return there === undefined || !isSame(there, row);
  });
  return shall.length - missing.length === are.length ? missing : null;
}

const isSame = (held: object, wanted: object): boolean =>
  Object.keys(wanted).every((column) => valueOf(held, column) === valueOf(wanted, column));

const valueOf = (row: object, column: string): unknown => (row as Record<string, unknown>)[column];
