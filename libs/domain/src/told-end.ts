import { isCancellation, isEnding, isReactivation, kindOf } from './event-kinds.js';
import type { Fact } from './fact.js';
import type { Instant } from './instant.js';

/** What one fact says of the end of its period, and how far it is to be trusted in that. */
interface ToldEnd {
  readonly endsAt: Instant;
  readonly trust: number;
}

/**
 * The end of a period that only later news proves: of each fact that proves one. What a cancellation, a reactivation
 * or a pause calls the expiry is the period's end; an expiry or a refund says when it ended; a failed charge happens at
 * the end of the period; a timer is told while it runs.
 */
export function impliedEnd(fact: Fact): Instant | undefined {
  switch (kindOf(fact)) {
    case 'cancellation':
    case 'reactivation':
    case 'pause':
    case 'deferral':
    case 'expiry':
    case 'refund':
      return fact.expiresAt ?? fact.occurredAt;
    case 'billing-issue':
    case 'grace-period':
      return fact.occurredAt;
    case 'timer':
      return fact.expiresAt;
    case 'purchase':
    case 'access-update':
    case 'one-time-purchase':
    case 'one-time-refund':
    case 'unrecognised':
    case 'by-hand':
      return undefined;
  }
}

/**
 * The end that a fact names of a period whose purchase is known. News of renewal that names none does not say that it
 * ended there and then, and a deferral moves an end by a rule of its own.
 */
function namedEnd(fact: Fact): Instant | undefined {
  if (kindOf(fact) === 'access-update') return endOfAccess(fact);
  if (kindOf(fact) === 'deferral') return undefined;
  return tellsRenewal(fact) ? fact.expiresAt : impliedEnd(fact);
}

/** Access lasts as long as its period, unless it is for ever, or goes on by a grace period. */
const endOfAccess = ({ access }: Fact): Instant | undefined =>
  access?.isActive === true && access.isLifetime !== true && access.isInGracePeriod !== true
    ? access.expiresAt
    : undefined;

/** Whether a fact tells how the period is to go on, which always carries its end. */
export const tellsRenewal = (fact: Fact): boolean =>
  isCancellation(fact) || isReactivation(fact) || kindOf(fact) === 'pause';

/**
 * How far a fact's word on a period's end is to be trusted: repetitions of what was told elsewhere least, then endings,
 * for they may have cut it short.
 */
function trust(fact: Fact): number {
  const kind = kindOf(fact);
  if (kind === 'access-update' || kind === 'timer') return 0;
  if (isEnding(fact)) return 1;
  return kind === 'billing-issue' || kind === 'grace-period' ? 2 : 3;
}

/** The end that the most trusted of the facts proves, in their order; the last of those that are trusted alike. */
export const bestImpliedEnd = (facts: readonly Fact[]): Instant | undefined =>
  mostTrusted(facts, impliedEnd)?.endsAt;

/** The most trusted of the facts that name the end of a period whose purchase is known, and what it names. */
export const bestNamedEnd = (facts: readonly Fact[]): (ToldEnd & { fact: Fact }) | undefined =>
  mostTrusted(facts, namedEnd);

function mostTrusted(
  facts: readonly Fact[],
  endOf: (fact: Fact) => Instant | undefined,
): (ToldEnd & { fact: Fact }) | undefined {
  return facts
    .flatMap((fact) => {
      const endsAt = endOf(fact);
      return endsAt === undefined ? [] : [{ fact, endsAt, trust: trust(fact) }];
    })
    .toSorted((a, b) => a.trust - b.trust)
    .at(-1);
}
