import { isPeriodRefund } from './event-kinds.js';
import type { Fact } from './fact.js';
import type { Instant } from './instant.js';
import { type Period, periodOf } from './period.js';
import { periodsAt } from './periods.js';
import { onceAllHeard } from './once-all-heard.js';
import { heardBy } from './register.js';
import type { Registers } from './registers.js';

/** The expiries and refunds that have taken effect, by the period that each ends. */
export interface Endings {
  /** In the order of their effect. */
  readonly of: (period: Period) => readonly Fact[];
}

/** Those that were heard until `at`. */
export const endingsAt = (registers: Registers, at: Instant): Endings =>
  registers.endings.length === 0
    ? NO_ENDINGS
    : once(registers, at, () => endingsHeard(registers, at));

const NONE: readonly Fact[] = [];

const NO_ENDINGS: Endings = { of: () => NONE };

const once = onceAllHeard<Endings>();

function endingsHeard(registers: Registers, at: Instant): Endings {
  const periods = periodsAt(registers, at);
  const byPeriod = Map.groupBy(heardBy(registers.endings, at), (fact) =>
    nameOf(endedPeriod(periods, fact)),
  );
  return { of: (period) => byPeriod.get(nameOf(period)) ?? NONE };
}

/** By what told of it first, which told of no other: the same periods are computed more than once. */
const nameOf = (period: Period | undefined): string | undefined => period?.facts[0]?.eventId;

/**
 * An ending names its period by transaction or purchase date; one that names neither ends the latest period that
 * has begun. An undated ending of an unknown transaction may belong to an earlier period: a refund then takes back
 * only the transaction it names, and an expiry ends nothing that is running. If nothing was running any more, it
 * says how the chain ended.
 */
export function endedPeriod(periods: readonly Period[], fact: Fact): Period | undefined {
  const named = periodOf(periods, fact);
  if (named !== undefined || fact.purchasedAt !== undefined) return named;
  const latest = periods.findLast((period) => period.startsAt <= fact.occurredAt);
  if (fact.transactionId === undefined || latest?.transactionId === undefined) return latest;
  const isOver = latest.endsAt !== undefined && latest.endsAt <= fact.occurredAt;
  return isOver && !isPeriodRefund(fact) ? latest : undefined;
}

/**
 * The periods that another one with the same start has replaced: after a change of product that keeps the dates, news
 * about the old period is no news about the new one. What is left is the last that nothing ended, else the last bought.
 */
export function replacedAt(
  registers: Registers,
  periods: readonly Period[],
  at: Instant,
): readonly (Period | undefined)[] {
  if (!periods.some(({ startsAt }, place) => startsAt === periods[place + 1]?.startsAt)) return [];
  const endings = endingsAt(registers, at);
  const sameStart = [...Map.groupBy(periods, ({ startsAt }) => startsAt).values()];
  return sameStart.flatMap((rivals) => {
    const running = rivals.filter((period) => endings.of(period).length === 0);
    const bought = rivals.filter(({ implied }) => !implied);
    const left = running.at(-1) ?? bought.at(-1) ?? rivals.at(-1);
    return rivals.filter((period) => period !== left);
  });
}
