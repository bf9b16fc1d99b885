import { isPeriodRefund } from './event-kinds.js';
import type { Fact } from './fact.js';
import type { Instant } from './instant.js';
import { type Period, periodOf } from './periods.js';
import { onceHeardWhole } from './heard-whole.js';
import { heardBy } from './register.js';
import type { Registers } from './registers.js';

/** The expiries and refunds of one period that were heard until `at`, in the order of their effect. */
export const endingsOf = (
  registers: Registers,
  periods: readonly Period[],
  period: Period,
  at: Instant,
): readonly Fact[] =>
  registers.endings.length === 0
    ? NO_ENDINGS
    : (endingsHeard(registers, periods, at).get(period) ?? NO_ENDINGS);

const NO_ENDINGS: readonly Fact[] = [];

const once = onceHeardWhole<ReadonlyMap<Period | undefined, readonly Fact[]>>();

const endingsHeard = (
  registers: Registers,
  periods: readonly Period[],
  at: Instant,
): ReadonlyMap<Period | undefined, readonly Fact[]> =>
  once(registers, at, () =>
    Map.groupBy(heardBy(registers.endings, at), (fact) => endedPeriod(periods, fact)),
  );

/**
 * An ending names its period by transaction or purchase date; one that names neither ends the latest begun. An undated
 * one of a transaction that is not known is perhaps of a period before: a refund takes back only the transaction that
 * it names, and an expiry ends nothing that runs. Where nothing ran any more, it tells how the chain ended.
 */
export function endedPeriod(periods: readonly Period[], fact: Fact): Period | undefined {
  const named = periodOf(periods, fact);
  if (named !== undefined || fact.purchasedAt !== undefined) return named;
  const latest = periods.findLast((period) => period.startsAt <= fact.occurredAt);
  if (fact.transactionId === undefined || latest?.transactionId === undefined) return latest;
  const isOver = latest.endsAt !== undefined && latest.endsAt <= fact.occurredAt;
  return isOver && !isPeriodRefund(fact) ? latest : undefined;
}
