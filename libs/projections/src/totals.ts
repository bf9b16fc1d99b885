import {
  type Fact,
  LAST_INSTANT,
  later,
  type MoneyLine,
  type MovedMoney,
  revenueDiffers,
  type ScheduledFinding,
} from '@subledger/domain';

/** What is known about a profile's total: the last one reported, and the money that the ledger holds. */
export interface ToldTotal {
  readonly told: readonly Fact[];
  readonly money: readonly MovedMoney[];
}

/** The owner of a finding that no single subject shows. */
export const ownerOfTotal = (profileId: string): string =>
  `revenue of ${JSON.stringify(profileId)}`;

/** What one subject adds to the totals of the profiles that its facts name as their own. */
export function totalsIn(
  facts: readonly Fact[],
  money: readonly MoneyLine[],
): ReadonlyMap<string, ToldTotal> {
  const totals = new Map<string, { told: Fact[]; money: MovedMoney[] }>();
  const totalOf = (profileId: string) => {
    const known = totals.get(profileId) ?? { told: [], money: [] };
    totals.set(profileId, known);
    return known;
  };
  for (const fact of facts)
    if (fact.profileId !== undefined && fact.profileTotalRevenueUsd !== undefined)
      totalOf(fact.profileId).told.push(fact);
  for (const line of money)
    if (line.profileId !== undefined) totalOf(line.profileId).money.push(line);
  for (const total of totals.values()) total.told = latest(total.told);
  return totals;
}

/** Only the totals of the last moment are compared. */
function latest(facts: readonly Fact[]): Fact[] {
  const last = facts
    .map((fact) => fact.occurredAt)
    .reduce(later, facts[0]?.occurredAt ?? LAST_INSTANT);
  return facts.filter((fact) => fact.occurredAt === last);
}

/** Compares a profile's total with the money of all its subjects. */
export function totalFindings(
  profileId: string,
  parts: readonly ToldTotal[],
): readonly ScheduledFinding[] {
  const told = parts.flatMap((part) => part.told);
  if (told.length === 0) return [];
  const money = parts.flatMap((part) => part.money);
  return revenueDiffers(told, money, profileId, LAST_INSTANT).map((finding) => ({
    finding,
    disappearsAt: null,
  }));
}
