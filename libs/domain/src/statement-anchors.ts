import type { Fact } from './fact.js';
import { anchorOf, type Period, periodOf } from './period.js';
import { effectiveAt, type Register } from './register.js';

/**
 * For each access update, the start of the period that it is about, in the order of the updates. An update without
 * a purchase date does not say: it is about the period that another update of its transaction dates, or whose end it
 * names; if no purchases of periods are known (lifetimes, family members, grants outside the stores), about that of the
 * newest dated update before it. Otherwise a dated update would outrank forever everything that comes later.
 */
export function anchorsOf(updates: Register, periods: readonly Period[]): readonly string[] {
  const said = updates.map((fact) => periodOf(periods, fact)?.startsAt ?? fact.purchasedAt);
  if (!said.includes(undefined)) return said.filter((anchor) => anchor !== undefined);
  const ofTransactions = new Map<string, string>();
  for (const [place, { transactionId }] of updates.entries()) {
    const anchor = said[place];
    if (transactionId !== undefined && anchor !== undefined)
      ofTransactions.set(transactionId, anchor);
  }
  const newest = newestBefore(updates, said);
  return updates.map((fact, place) => {
    const ofTransaction =
      fact.transactionId === undefined ? undefined : ofTransactions.get(fact.transactionId);
    const known = isOfPeriods(fact, periods)
      ? (startOfEnding(periods, fact) ?? anchorOf(periods, fact))
      : newest[place];
    return said[place] ?? ofTransaction ?? known ?? '';
  });
}

/**
 * The start of the period whose end an update without a transaction names: of several, of the last that had begun or was
 * announced with it. By its time alone, an update that comes a second before its purchase would be about the previous
 * period.
 */
function startOfEnding(
  periods: readonly Period[],
  { transactionId, access, occurredAt }: Fact,
): string | undefined {
  if (transactionId !== undefined || access?.expiresAt === undefined) return undefined;
  const ending = periods.filter(({ endsAt }) => endsAt === access.expiresAt);
  const begun = ending.findLast(
    ({ startsAt, facts }) => startsAt <= occurredAt || facts[0]?.occurredAt === occurredAt,
  );
  return (begun ?? ending[0])?.startsAt;
}

/** A purchase that names no chain is no subscription: a grant outside the stores is not about its period. */
const isOfPeriods = ({ chain }: Fact, periods: readonly Period[]): boolean =>
  chain !== undefined && periods.length > 0;

/**
 * For each update, the newest anchor until then: within a chain over all its updates, outside of chains only
 * within its own grant.
 */
function newestBefore(
  updates: Register,
  said: readonly (string | undefined)[],
): readonly (string | undefined)[] {
  const newest = new Map<string, string>();
  let heard = 0;
  return updates.map((fact) => {
    // Everything reported at one moment counts, whatever the order of the ids.
    for (; heard < updates.length; heard += 1) {
      const other = updates[heard];
      if (other === undefined || effectiveAt(other) > effectiveAt(fact)) break;
      const anchor = said[heard];
      const scope = scopeOf(other);
      if (anchor !== undefined && anchor > (newest.get(scope) ?? '')) newest.set(scope, anchor);
    }
    return newest.get(scopeOf(fact));
  });
}

const scopeOf = ({ chain, productId, access }: Fact): string =>
  chain === undefined ? JSON.stringify([access?.levelId, productId]) : '';
