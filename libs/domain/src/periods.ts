import { isOfTrial, kindOf } from './event-kinds.js';
import type { Fact } from './fact.js';
import { FIRST_INSTANT, type Instant, later } from './instant.js';
import { compareTexts } from './order.js';
import { onceHeardWhole } from './heard-whole.js';
import { anchorOf, type Period, periodOf } from './period.js';
import { effectiveAt, heardBy } from './register.js';
import type { Registers } from './registers.js';
import { bestImpliedEnd, bestNamedEnd, impliedEnd, tellsRenewal } from './told-end.js';

const once = onceHeardWhole<readonly Period[]>();

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
  return period(facts, kind, lastSaid(facts, 'expiresAt'), false);
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
    return period(facts, kind, bestImpliedEnd(facts), true);
  });
}

function period(
  facts: readonly Fact[],
  kind: Period['kind'],
  endsAt: Instant | undefined,
  implied: boolean,
): Period {
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
  const anchor = anchorOf(periods, deferral);
  const named = periodOf(periods, deferral);
  const until = deferral.expiresAt;
  if (until === undefined) return periods;
  return periods.map((candidate) =>
    (candidate === named || (named === undefined && candidate.startsAt === anchor)) &&
    !candidate.facts.includes(deferral)
      ? {
          ...candidate,
          endsAt: later(until, candidate.endsAt ?? until),
          facts: [...candidate.facts, deferral],
        }
      : candidate,
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
  const failed = heardBy(registers.billing, at);
  const reached = new Map<Period, Period>();
  for (const fact of heardBy(registers.autoRenewal, at)) {
    const { expiresAt } = fact;
    if (expiresAt === undefined || !tellsRenewal(fact)) continue;
    const named = periodOf(periods, fact);
    const period = named && (reached.get(named) ?? named);
    if (period?.endsAt === undefined || !namesEnd(period) || expiresAt <= period.endsAt) continue;
    const hadFailed = failed.some(
      (charge) =>
        effectiveAt(charge) <= effectiveAt(fact) && anchorOf(periods, charge) === period.startsAt,
    );
    if (named === undefined || hadFailed) continue;
    reached.set(named, { ...period, endsAt: expiresAt, facts: [...period.facts, fact] });
  }
  return reached.size === 0 ? periods : periods.map((period) => reached.get(period) ?? period);
}

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
