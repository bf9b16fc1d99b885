import { onceHeardWhole } from '../heard-whole.js';
import { type Instant, shift } from '../instant.js';
import type { Registers } from '../registers.js';
import { decidingAt, ruleOf, type Statement, statementsAt } from '../statements.js';
import { type Subscription, subscriptionAt } from '../subscription.js';
import { DELIVERY_DELAY_MS, type Finding, type Inquiry } from './finding.js';
import { momentsOfChange } from './moments-of-change.js';

/** Far enough back to find where a disagreement began, and a bound on the work for a hostile chain. */
const MOST_STEPS_BACK = 64;

interface Opinions {
  readonly subscription: Subscription;
  /** What access updates said; not what follows from the subscription, which would agree with itself. */
  readonly stated: readonly Statement[];
}

/** Subscription and access updates contradict each other for longer than deliveries take. */
export function accessDisagrees(
  { registers, at }: Inquiry,
  subscriptionNow: Subscription | undefined,
): Finding[] {
  const now = disagreementIn(registers, subscriptionNow, at);
  if (now === undefined) return [];
  const from = beganAt(registers, at, now);
  const appearsAt = shift(from, DELIVERY_DELAY_MS);
  if (at < appearsAt) return [];
  const { subscription, stated } = now;
  const chain = registers.all[0]?.chain;
  const rule = 'access-disagrees';
  const eventIds = [...subscription.because.eventIds, ...stated.map(({ fact }) => fact.eventId)];
  return [
    {
      kind: rule,
      ...(chain === undefined ? {} : { chain }),
      because: { rule, eventIds: [...new Set(eventIds)] },
      missing: subscription.givesAccess
        ? {
            types: ['access_level_updated', 'subscription_refunded', 'subscription_expired'],
            count: 1,
            sentence: `The subscription is ${subscription.status}, yet no access update gives access.`,
          }
        : {
            types: ['access_level_updated', 'subscription_renewed', 'subscription_deferred'],
            count: 1,
            sentence: `The subscription is ${subscription.status}, yet an access update gives access.`,
          },
      from,
      until: appearsAt,
      appearsAt,
    },
  ];
}

/** By moment, whether there was a disagreement and in it the subscription gave access. */
const once = onceHeardWhole<Map<Instant, boolean | undefined>>();

function sideAt(
  registers: Registers,
  moment: Instant,
  known: Map<Instant, boolean | undefined>,
): boolean | undefined {
  if (known.has(moment)) return known.get(moment);
  const opinions = disagreementIn(registers, subscriptionAt(registers, moment), moment);
  const side = opinions?.subscription.givesAccess;
  known.set(moment, side);
  return side;
}

function disagreementIn(
  registers: Registers,
  subscription: Subscription | undefined,
  at: Instant,
): Opinions | undefined {
  if (subscription === undefined) return undefined;
  const stated = decidingAt(statementsAt(registers, subscription.periods, at), at);
  if (stated.length === 0) return undefined;
  const isStated = stated.some((said) => ruleOf(said, at) === 'access-update-active');
  return subscription.givesAccess === isStated ? undefined : { subscription, stated };
}

/** The first of the moments in an unbroken row, back from `at`, at which they disagreed as they do now. */
function beganAt(registers: Registers, at: Instant, { subscription }: Opinions): Instant {
  const known = once(registers, at, () => new Map<Instant, boolean | undefined>());
  const moments = momentsUntil(registers, at);
  const before = moments.findLastIndex(
    (moment) => sideAt(registers, moment, known) !== subscription.givesAccess,
  );
  return moments[before + 1] ?? at;
}

const onceAll = onceHeardWhole<readonly Instant[]>();

const momentsUntil = (registers: Registers, at: Instant): readonly Instant[] =>
  onceAll(registers, at, () => momentsOfChange(registers))
    .filter((moment) => moment <= at)
    .slice(-MOST_STEPS_BACK);
