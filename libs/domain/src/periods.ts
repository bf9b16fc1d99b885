import { isOfTrial, kindOf } from './event-kinds.js';
import type { Fact } from './fact.js';
import { FIRST_INSTANT, type Instant, later } from './instant.js';
import { compareTexts } from './order.js';
import { onceAllHeard } from './once-all-heard.js';
import { anchorOf, type Period, periodOf } from './period.js';
import { effectiveAt, heardBy } from './register.js';
import type { Registers } from './registers.js';
import { bestImpliedEnd, bestNamedEnd, impliedEnd, tellsRenewal } from './told-end.js';

const once = onceAllHeard<readonly Period[]>();

/** The chain's periods by the news until `at`, in the order of their starts. */
export const periodsAt = (registers: Registers, at: Instant): readonly Period[] =>
  once(registers, at, () => periodsHeard(registers, at));

function periodsHeard(registers: Registers, at: Instant): readonly Period[] {
  const news = heardBy(registers.periods, at);
  const deferrals = news.filter(isDeferral);
  const purchases = deferrals.length === 0 ? news : news.filter((fact) => !isDeferral(fact));
  const bought = [...Map.groupBy(purchases, periodKey).values()].map(purchasedPeriod);
  const implied = impliedPeriods(registers, bought, at);
  const ending = withNamedEnds(registers, bought, at);
  const deferred = deferrals.reduce(defer, [...ending, ...implied].sort(byStart));
  return prolonged(deferred, registers, at);
}

const isDeferral = (fact: Fact): boolean => fact.type === 'subscription_deferred';

function purchasedPeriod(facts: readonly Fact[]): Period {
  const kind = facts.at(-1)?.type === 'trial_started' ? 'trial' : 'paid';
  return periodOfFacts(facts, { kind, endsAt: lastSaid(facts, 'expiresAt'), implied: false });
}

/** If a purchase names no end, takes the end that other news of its period names: it would run forever otherwise. */
function withNamedEnds(registers: Registers, bought: Period[], at: Instant): readonly Period[] {
  if (bought.every((period) => period.endsAt !== undefined)) return bought;
  const news = Map.groupBy(heardBy(registers.all, at), (fact) => periodOf(bought, fact));
  return bought.map((period) => {
    const told = period.endsAt === undefined ? bestNamedEnd(news.get(period) ?? []) : undefined;
    if (told === undefined) return period;
    return { ...period, endsAt: told.endsAt, facts: [...period.facts, told.fact] };
  });
}

/** News about a period whose purchase was never recorded still proves that the period existed. */
function impliedPeriods(registers: Registers, bought: readonly Period[], at: Instant): Period[] {
  const news = heardBy(registers.all, at).filter(
    (fact) =>
      fact.purchasedAt !== undefined &&
      periodOf(bought, fact) === undefined &&
      impliedEnd(fact) !== undefined,
  );
  if (news.length === 0) return [];
  const transactions = new Map(
    news.flatMap(({ purchasedAt, transactionId }) =>
      transactionId === undefined ? [] : [[purchasedAt, transactionId] as const],
    ),
  );
  const keyOf = (fact: Fact): string =>
    fact.transactionId ?? transactions.get(fact.purchasedAt) ?? periodKey(fact);
  return [...Map.groupBy(news, keyOf).values()].map((facts) => {
    const kind = facts.every(isOfTrial) ? 'trial' : 'paid';
    return periodOfFacts(facts, { kind, endsAt: bestImpliedEnd(facts), implied: true });
  });
}

interface Concluded {
  readonly kind: Period['kind'];
  readonly endsAt: Instant | undefined;
  readonly implied: boolean;
}

/** A period of one transaction, by all that its facts say and what was concluded from them. */
function periodOfFacts(facts: readonly Fact[], { kind, endsAt, implied }: Concluded): Period {
  const transactionId = lastSaid(facts, 'transactionId');
  const productId = lastSaid(facts, 'productId');
  const basePlanId = lastSaid(facts, 'basePlanId');
  const startsAt = lastSaid(facts, 'purchasedAt') ?? facts[0]?.occurredAt ?? FIRST_INSTANT;
  // Nearly every period has these three: building one literal is faster than assembling it.
  if (
    transactionId !== undefined &&
    productId !== undefined &&
    endsAt !== undefined &&
    basePlanId === undefined
  )
    return { transactionId, kind, productId, startsAt, endsAt, implied, facts };
  return {
    ...(transactionId === undefined ? {} : { transactionId }),
    kind,
    ...(productId === undefined ? {} : { productId }),
    ...(basePlanId === undefined ? {} : { basePlanId }),
    startsAt,
    ...(endsAt === undefined ? {} : { endsAt }),
    implied,
    facts,
  };
}

/** A deferral moves the end of the period that it names, or else of its anchor's, to a later date, and never back. */
function defer(periods: readonly Period[], deferral: Fact): readonly Period[] {
  const until = deferral.expiresAt;
  if (until === undefined) return periods;
  const named = periodOf(periods, deferral);
  const anchor = anchorOf(periods, deferral);
  const isMeant = (period: Period): boolean =>
    named === undefined ? period.startsAt === anchor : period === named;
  return periods.map((period) =>
    isMeant(period) && !period.facts.includes(deferral)
      ? {
          ...period,
          endsAt: later(until, period.endsAt ?? until),
          facts: [...period.facts, deferral],
        }
      : period,
  );
}

/**
 * News about auto-renewal carries its period's end. An end later than the known one proves that a deferral was lost,
 * and counts as that deferral would; after a failed charge it is the end of the grace period.
 */
function prolonged(
  periods: readonly Period[],
  registers: Registers,
  at: Instant,
): readonly Period[] {
  const failures = heardBy(registers.billing, at);
  const longer = new Map<Period, Period>();
  for (const fact of heardBy(registers.autoRenewal, at)) {
    const named = tellsRenewal(fact) ? periodOf(periods, fact) : undefined;
    if (named === undefined) continue;
    const period = longer.get(named) ?? named;
    if (!namesLaterEnd(fact, period) || hadFailed(periods, period, failures, fact)) continue;
    longer.set(named, { ...period, endsAt: fact.expiresAt, facts: [...period.facts, fact] });
  }
  return longer.size === 0 ? periods : periods.map((period) => longer.get(period) ?? period);
}

const namesLaterEnd = (fact: Fact, period: Period): fact is Fact & { expiresAt: Instant } =>
  fact.expiresAt !== undefined &&
  period.endsAt !== undefined &&
  fact.expiresAt > period.endsAt &&
  namesEnd(period);

/** Whether a charge for the period had failed by the time of the news. */
const hadFailed = (
  periods: readonly Period[],
  period: Period,
  failures: readonly Fact[],
  news: Fact,
): boolean =>
  failures.some(
    (failure) =>
      effectiveAt(failure) <= effectiveAt(news) && anchorOf(periods, failure) === period.startsAt,
  );

/** Whether the period's purchase names an end: if it names none, the best of the other news has done so. */
const namesEnd = (period: Period): boolean =>
  !period.implied &&
  period.facts.some((fact) => kindOf(fact) === 'purchase' && fact.expiresAt !== undefined);

const periodKey = (fact: Fact): string =>
  fact.transactionId ?? `bought ${fact.purchasedAt ?? fact.eventId}`;

const byStart = (a: Period, b: Period): number => compareTexts(a.startsAt, b.startsAt);

/** The last of the facts that states it: absence erases nothing. */
function lastSaid<
  K extends 'transactionId' | 'productId' | 'basePlanId' | 'purchasedAt' | 'expiresAt',
>(facts: readonly Fact[], property: K): Fact[K] | undefined {
  return facts.findLast((fact) => fact[property] !== undefined)?.[property];
}
