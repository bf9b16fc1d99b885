import { endingsAt } from './endings.js';
import type { Fact } from './fact.js';
import type { Instant } from './instant.js';
import { isAboutOrAfter, type Period, periodOf } from './periods.js';
import { effectiveAt } from './register.js';
import type { Registers } from './registers.js';
import type { Statement } from './statements.js';
import type { Subscription } from './subscription.js';

/**
 * The first expiry or refund of the period that an update is about, told after it: later news than what the update
 * says. Of one moment the update stands, for Adapty computed it from all that had happened. A lifetime is about no period.
 */
export function endedSince(
  said: Statement,
  registers: Registers,
  { periods }: Subscription,
  at: Instant,
): Fact | undefined {
  if (registers.endings.length === 0 || said.access.isLifetime === true) return undefined;
  const period = periodOf(periods, said.fact) ?? periodMeant(said, periods);
  if (period === undefined) return undefined;
  return endingsAt(registers, at)
    .of(period)
    .find((ending) => effectiveAt(ending) > effectiveAt(said.fact));
}

/**
 * The period that an update is taken to be about, though it names none. One that reaches beyond its end is perhaps that
 * of the next, whose purchase is not here yet.
 */
function periodMeant(
  { fact, access, anchor }: Statement,
  periods: readonly Period[],
): Period | undefined {
  const period = periods.findLast(({ startsAt }) => startsAt === anchor);
  if (fact.transactionId !== undefined && period?.transactionId !== undefined) return undefined;
  const { endsAt } = period ?? {};
  if (endsAt !== undefined && access.expiresAt !== undefined && access.expiresAt > endsAt)
    return undefined;
  return period;
}

/** Whether an update is about the current period, or a later one. */
export const speaksOfCurrent = (
  { fact, anchor }: Statement,
  { current, periods }: Subscription,
): boolean => isAboutOrAfter(periods, current, fact, anchor);
