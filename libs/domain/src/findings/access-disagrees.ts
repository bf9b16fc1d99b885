import { onceAllHeard } from '../once-all-heard.js';
import { holdersAt } from '../holders.js';
import { type Instant, later, shift } from '../instant.js';
import type { Registers } from '../registers.js';
import { decidingAt, ruleOf, type Statement, statementsAt } from '../statements.js';
import { type Subscription, subscriptionAt } from '../subscription.js';
import { DELIVERY_DELAY_MS, type Finding, type Inquiry } from './finding.js';
import { momentsOfChange } from './moments-of-change.js';

/** Far enough back to find where a disagreement began, and a bound on the work for a hostile chain. */
const MOST_STEPS_BACK = 64;

interface Opinions {
  readonly subscription: Subscription;
  /** What access updates said. What follows from the subscription is left out: it would agree with itself. */
  readonly stated: readonly Statement[];
  /** Whether updates give access to somebody, but not to everybody whom the subscription gives it to. */
  readonly isPartial: boolean;
}

/** The subscription and the access updates contradict each other for longer than deliveries take. */
export function accessDisagrees(
  { registers, at }: Inquiry,
  subscriptionNow: Subscription | undefined,
): Finding[] {
  const now = disagreementIn(registers, subscriptionNow, at);
  if (now === undefined) return [];
  const { from, evidentSince } = beganAt(registers, at, now);
  const until = shift(from, DELIVERY_DELAY_MS);
  if (at < until) return [];
  const { subscription, isPartial } = now;
  const whom = isPartial ? ' to one of the profiles that hold it' : '';
  const chain = registers.all[0]?.chain;
  const rule = 'access-disagrees';
  return [
    {
      kind: rule,
      ...(chain === undefined ? {} : { chain }),
      because: { rule, eventIds: [...new Set(eventIdsOf(now))] },
      missing: subscription.givesAccess
        ? {
            types: ['access_level_updated', 'subscription_refunded', 'subscription_expired'],
            count: 1,
            sentence: `The subscription is ${subscription.status}, yet no access update gives access${whom}.`,
          }
        : {
            types: ['access_level_updated', 'subscription_renewed', 'subscription_deferred'],
            count: 1,
            sentence: `The subscription is ${subscription.status}, yet an access update gives access.`,
          },
      from,
      until,
      appearsAt: later(until, evidentSince),
    },
  ];
}

function disagreementIn(
  registers: Registers,
  subscription: Subscription | undefined,
  at: Instant,
): Opinions | undefined {
  if (subscription === undefined) return undefined;
  const statements = statementsAt(registers, at);
  const stated = decidingAt(statements, at);
  if (stated.length === 0) return undefined;
  const isStated = stated.some((said) => ruleOf(said, at) === 'access-update-active');
  if (subscription.givesAccess !== isStated) return { subscription, stated, isPartial: false };
  if (!isStated || stated.length === 1) return undefined;
  const holders = holdersAt(registers, subscription, statements, at);
  const lapsed = lapsedAt(stated, at).filter((said) => holders.has(said.profileId));
  return lapsed.length === 0 ? undefined : { subscription, stated: lapsed, isPartial: true };
}

/** What is said about the profiles that no update gives access to although none took it away: it ran out. */
function lapsedAt(stated: readonly Statement[], at: Instant): readonly Statement[] {
  const rules = stated.map((said) => ({ said, rule: ruleOf(said, at) }));
  const kept = new Set(
    rules
      .filter(({ rule }) => rule === 'access-update-active' || rule === 'access-update-inactive')
      .map(({ said }) => said.profileId),
  );
  return stated.filter((said) => !kept.has(said.profileId));
}

const eventIdsOf = ({ subscription, stated }: Opinions): readonly string[] => [
  ...subscription.because.eventIds,
  ...stated.map(({ fact }) => fact.eventId),
];

/** What proves a disagreement, as a text to compare. */
const evidenceOf = (opinions: Opinions): string =>
  [opinions.subscription.status, ...eventIdsOf(opinions)].join(' ');

/** How they disagreed, by moment; null if they did not. */
const once = onceAllHeard<Map<Instant, Opinions | null>>();

function opinionsAt(
  registers: Registers,
  moment: Instant,
  known: Map<Instant, Opinions | null>,
): Opinions | null {
  const found = known.get(moment);
  if (found !== undefined) return found;
  const opinions = disagreementIn(registers, subscriptionAt(registers, moment), moment) ?? null;
  known.set(moment, opinions);
  return opinions;
}

/**
 * Walks back from `at` through the unbroken run of moments at which the two disagreed as they do now. Returns its
 * first moment, and the first at which the evidence was the same: during a disagreement, time may begin another
 * period of the subscription.
 */
function beganAt(
  registers: Registers,
  at: Instant,
  now: Opinions,
): { from: Instant; evidentSince: Instant } {
  const known = once(registers, at, () => new Map<Instant, Opinions | null>());
  const moments = momentsUntil(registers, at);
  const firstSince = (isSame: (then: Opinions) => boolean): Instant => {
    const other = moments.findLastIndex((moment) => {
      const then = opinionsAt(registers, moment, known);
      return then === null || !isSame(then);
    });
    return moments[other + 1] ?? at;
  };
  const evidence = evidenceOf(now);
  return {
    from: firstSince((then) => then.subscription.givesAccess === now.subscription.givesAccess),
    evidentSince: firstSince((then) => evidenceOf(then) === evidence),
  };
}

const onceAll = onceAllHeard<readonly Instant[]>();

const momentsUntil = (registers: Registers, at: Instant): readonly Instant[] =>
  onceAll(registers, at, () => momentsOfChange(registers))
    .filter((moment) => moment <= at)
    .slice(-MOST_STEPS_BACK);
