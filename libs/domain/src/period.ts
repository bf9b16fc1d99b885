import type { Fact } from './fact.js';
import type { Instant } from './instant.js';
import { effectiveAt } from './register.js';

/** One trial or paid term of a chain, by the news until the instant asked about. */
export interface Period {
  readonly transactionId?: string;
  readonly kind: 'trial' | 'paid';
  readonly productId?: string;
  readonly basePlanId?: string;
  readonly startsAt: Instant;
  /** Absent if no news names it: the period then runs until news says otherwise. */
  readonly endsAt?: Instant;
  /** True if no purchase was recorded and only later news proves the period. */
  readonly implied: boolean;
  /** The facts about it, in the order of their effect. */
  readonly facts: readonly Fact[];
}

/** The period that a fact is about: the one of its transaction, else the one bought at the same moment. */
export function periodOf(periods: readonly Period[], fact: Fact): Period | undefined {
  const { transactionId, purchasedAt } = fact;
  // Every rule calls this for every fact: a loop avoids allocating a function each time.
  let bought: Period | undefined;
  for (let place = periods.length - 1; place >= 0; place -= 1) {
    const period = periods[place];
    if (period === undefined) continue;
    if (transactionId !== undefined && period.transactionId === transactionId) return period;
    if (bought === undefined && period.startsAt === purchasedAt) bought = period;
  }
  return bought;
}

/**
 * Whether a fact was reported at the moment of its period's purchase. It is then the first news of the period, as
 * the purchase is, even if both were announced early and arrived late.
 */
export function isToldWithPurchase(periods: readonly Period[], fact: Fact): boolean {
  const period = periodOf(periods, fact);
  return period?.implied === false && period.facts[0]?.occurredAt === fact.occurredAt;
}

/**
 * The anchor of a fact: the start of the period it is about. If it names no period, the start of the one that runs
 * when the news takes effect, or of the earliest; for a transaction before that one, the moment of the news. News
 * with an older anchor never overrides news with a newer one.
 */
export function anchorOf(periods: readonly Period[], fact: Fact): Instant | null {
  const spokenOf = periodOf(periods, fact)?.startsAt ?? fact.purchasedAt;
  if (spokenOf !== undefined) return spokenOf;
  const begun = lastBegunAt(periods, effectiveAt(fact));
  if (begun !== undefined) return begun.startsAt;
  const first = periods[0];
  return speaksOfEarlier(fact, first) ? effectiveAt(fact) : (first?.startsAt ?? null);
}

/**
 * Whether a fact is about a period or a later one, by its anchor. Two periods of a chain can begin at the same moment,
 * if a change of product kept the dates: then the fact is about the one that it names.
 */
export function isAboutOrAfter(
  periods: readonly Period[],
  period: Period,
  fact: Fact,
  anchor: string,
): boolean {
  if (anchor !== period.startsAt) return anchor > period.startsAt;
  const named = periodOf(periods, fact);
  return named === undefined || named === period;
}

/** Whether a fact from before the first known period names another transaction, whose purchase was never recorded. */
const speaksOfEarlier = (fact: Fact, first: Period | undefined): boolean =>
  fact.transactionId !== undefined && first?.transactionId !== undefined;

/** The latest period that began at or before `at`. */
const lastBegunAt = (periods: readonly Period[], at: Instant): Period | undefined =>
  periods.findLast((period) => period.startsAt <= at);
