import type { Fact } from './fact.js';

/**
 * A webhook and a row of an export are the same event when type, transaction, profile and business time agree (Adapty's
 * page "Amazon S3"). Exports need not write fractions of a second, so the second is compared.
 */
const keyOf = ({ type, name, transactionId, profileId, occurredAt }: Fact): string =>
  JSON.stringify([
    type === 'unrecognised' ? name.toLowerCase() : type,
    transactionId,
    profileId,
    occurredAt.slice(0, SECOND_DIGITS),
  ]);

const SECOND_DIGITS = 'yyyy-mm-ddThh:mm:ss'.length;

export const isRow = ({ source }: Fact): boolean => source === 'export';

/** Whether a row of an export tells of the same event as a fact that is none. */
export const isToldBy = (row: Fact, fact: Fact): boolean =>
  isRow(row) && !isRow(fact) && keyOf(row) === keyOf(fact);

/**
 * The rows whose event came as a webhook too. The webhook says all that they do, and more; also where a person has
 * withdrawn it since: loading an export must not bring it back.
 */
export function repeatedRowsIn(facts: readonly Fact[]): readonly Fact[] {
  const rows = facts.filter(isRow);
  if (rows.length === 0) return rows;
  const told = new Set(facts.filter((fact) => !isRow(fact)).map(keyOf));
  return rows.filter((row) => told.has(keyOf(row)));
}
