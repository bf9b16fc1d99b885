import fc from 'fast-check';
import type { Fact } from '../src/fact.js';
import { shift } from '../src/instant.js';

/** What a webhook says and an export does not. */
const UNSAID: ReadonlySet<string> = new Set<keyof Fact>([
  'sharedWith',
  'purchasedAt',
  'originallyPurchasedAt',
  'consecutivePayments',
  'profileTotalRevenueUsd',
  'offerCategory',
  'offerDiscountType',
  'supersedes',
  'note',
]);

/** The row of an export about an event that a webhook told, loaded forty days later. */
export const rowOf = (fact: Fact, number: number): Fact => ({
  ...(Object.fromEntries(
    Object.entries(fact).filter(([name]) => !UNSAID.has(name)),
  ) as unknown as Fact),
  eventId: `row ${number}`,
  recordedAt: shift(fact.recordedAt, 40 * 86_400_000),
  source: 'export',
});

/** A row never tells of an access level. */
export const hasRow = ({ access, type }: Fact): boolean =>
  access === undefined && type !== 'retraction' && type !== 'annotation';

/** The facts, and rows of some of them: the numbers count through those that an export has, twice, as two exports may. */
export const withRows = (facts: readonly Fact[], of: readonly number[]): readonly Fact[] => {
  const told = facts.filter(hasRow);
  const rows = of.flatMap((number) => {
    const place = number % Math.max(2 * told.length, 1);
    const fact = told[place % Math.max(told.length, 1)];
    return fact === undefined ? [] : [rowOf(fact, place)];
  });
  return [...facts, ...rows];
};

export const someRows: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(), { maxLength: 4 });
