import { endingsAt } from './endings.js';
import type { Fact } from './fact.js';
import type { Instant } from './instant.js';
import { isAboutOrAfter, type Period, periodOf } from './period.js';
import { effectiveAt } from './register.js';
import type { Registers } from './registers.js';
import type { Statement } from './statements.js';
import type { Subscription } from './subscription.js';

/**
 * The first expiry or refund, reported after an update, of the period that the update is about: it is the later news. At
 * the same moment the update stands, because Adapty computed it from everything that had happened. A lifetime has no
 * period.
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
 * The period that an update is taken to be about although it names none. An update that lasts beyond that period's end
 * may be about the next one, whose purchase has not arrived yet.
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
