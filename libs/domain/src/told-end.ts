import { isCancellation, isEnding, isReactivation, kindOf } from './event-kinds.js';
import type { Fact } from './fact.js';
import type { Instant } from './instant.js';
import { effectiveAt } from './register.js';

/** What one fact says about the end of its period, and how far to trust it. */
interface ToldEnd {
  readonly endsAt: Instant;
  readonly trust: number;
}

/**
 * The end that a fact proves of a period whose purchase was never recorded. The expiry that a cancellation, a
 * reactivation, a pause or a timer names is the period's end; an expiry or a refund says when it ended; a failed
 * charge happens at the end of the period.
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
 * The end that a fact names of a period whose purchase is known. News about auto-renewal that names none does not mean
 * that the period ended there and then, and a deferral moves an end by a rule of its own.
 */
function namedEnd(fact: Fact): Instant | undefined {
  if (kindOf(fact) === 'access-update') return endOfAccess(fact);
  if (kindOf(fact) === 'deferral') return undefined;
  return tellsRenewal(fact) ? fact.expiresAt : impliedEnd(fact);
}

/** Access lasts as long as its period, unless it never expires or a grace period prolongs it. */
const endOfAccess = ({ access }: Fact): Instant | undefined =>
  access?.isActive === true && access.isLifetime !== true && access.isInGracePeriod !== true
    ? access.expiresAt
    : undefined;

/** Whether a fact is news about auto-renewal, which always carries the period's end. */
export const tellsRenewal = (fact: Fact): boolean =>
  isCancellation(fact) || isReactivation(fact) || kindOf(fact) === 'pause';

/**
 * How far to trust a fact about a period's end: repetitions of what other events say least, then endings, because they
 * may have cut it short.
 */
function trust(fact: Fact): number {
  const kind = kindOf(fact);
  if (kind === 'access-update' || kind === 'timer') return 0;
  if (isEnding(fact)) return 1;
  return tellsFailure(fact) ? 2 : 3;
}

const tellsFailure = (fact: Fact): boolean =>
  kindOf(fact) === 'billing-issue' || kindOf(fact) === 'grace-period';

/** After a failed charge, news about auto-renewal names the end of the grace period. */
const isOfGrace = (fact: Fact, failures: readonly Fact[]): boolean =>
  tellsRenewal(fact) && failures.some((failure) => effectiveAt(failure) <= effectiveAt(fact));

/** The end that the most trusted of the facts proves; of equally trusted ones, the last. */
export const bestImpliedEnd = (facts: readonly Fact[]): Instant | undefined =>
  mostTrusted(facts, impliedEnd)?.endsAt;

/** The most trusted of the facts that name the end of a period whose purchase is known, and what it names. */
export const bestNamedEnd = (facts: readonly Fact[]): (ToldEnd & { fact: Fact }) | undefined =>
  mostTrusted(facts, namedEnd);

function mostTrusted(
  facts: readonly Fact[],
  endOf: (fact: Fact) => Instant | undefined,
): (ToldEnd & { fact: Fact }) | undefined {
  const failures = facts.filter(tellsFailure);
  return facts
    .filter((fact) => !isOfGrace(fact, failures))
    .flatMap((fact) => {
      const endsAt = endOf(fact);
      return endsAt === undefined ? [] : [{ fact, endsAt, trust: trust(fact) }];
    })
    .toSorted((a, b) => a.trust - b.trust)
    .at(-1);
}
