import type { Answer, HeldSubscription } from './answer.js';
import type { ChainId } from './fact.js';
import { formatInstant, formatInstantOrNull } from './instant.js';
import { revenueUsd } from './money.js';

/** What one part of an answer is about. */
export type Aspect =
  | { readonly about: 'customer' }
  | { readonly about: 'subscription'; readonly chain: ChainId }
  | { readonly about: 'access'; readonly levelId: string }
  | { readonly about: 'purchase'; readonly transactionId: string }
  | { readonly about: 'money' }
  | { readonly about: 'finding'; readonly kind: string; readonly until: string };

/** What it is about, for people: `subscription app_store 5000`, `access premium`. */
export function aspectText(aspect: Aspect): string {
  switch (aspect.about) {
    case 'subscription':
      return `subscription ${aspect.chain.store} ${aspect.chain.originalTransactionId}`;
    case 'access':
      return `access ${aspect.levelId}`;
    case 'purchase':
      return `purchase ${aspect.transactionId}`;
    case 'finding':
      return `finding ${aspect.kind}`;
    case 'customer':
    case 'money':
      return aspect.about;
  }
}

/** Texts as answers write them; null where there is no such thing. */
export type TraitValue = string | boolean | null;

/** Which of the things that an answer says. */
export type TraitName = Aspect & { readonly field: string };

/** One thing that an answer says. */
export interface Trait {
  readonly name: TraitName;
  readonly value: TraitValue;
}

/** One thing that two answers say differently. */
export type Difference = TraitName & {
  readonly before: TraitValue;
  readonly after: TraitValue;
};

/**
 * An answer as separate statements that can be compared with those of another; it leaves out what was never
 * mentioned.
 */
export type Traits = ReadonlyMap<string, Trait>;

/** Everything that an answer says, except for the rules and events it rests on and the documented flow. */
export function traitsOf(answer: Answer): Traits {
  const traits = [
    ...fields({ about: 'customer' }, { state: answer.state }),
    ...answer.subscriptions.flatMap(subscriptionTraits),
    ...[...answer.accessLevels].flatMap(([levelId, level]) =>
      fields(
        { about: 'access', levelId },
        {
          active: level.active,
          startsAt: formatInstantOrNull(level.startsAt),
          expiresAt: formatInstantOrNull(level.expiresAt),
          willRenew: level.willRenew,
          isLifetime: level.isLifetime,
          inGracePeriod: level.inGracePeriod,
          basis: level.basis,
        },
      ),
    ),
    ...answer.purchases.flatMap(({ transactionId, state, productId, purchasedAt, refundedAt }) =>
      fields(
        { about: 'purchase', transactionId },
        {
          state,
          productId: productId ?? null,
          purchasedAt: formatInstantOrNull(purchasedAt),
          refundedAt: formatInstantOrNull(refundedAt),
        },
      ),
    ),
    ...fields({ about: 'money' }, { revenueUsd: revenueUsd(answer.money) }),
    ...answer.findings.flatMap(({ kind, missing, until }) =>
      fields(
        { about: 'finding', kind, until: formatInstant(until) },
        { missing: missing.sentence },
      ),
    ),
  ];
  return new Map(traits.map((trait) => [keyOf(trait.name), trait]));
}

const subscriptionTraits = (held: HeldSubscription): readonly Trait[] =>
  fields(
    { about: 'subscription', chain: held.chain },
    {
      status: held.status,
      statusBasis: held.statusBasis,
      autoRenew: held.autoRenewal?.state ?? null,
      givesAccess: held.givesAccess,
      productId: held.current.productId ?? null,
      currentPeriodStartsAt: formatInstantOrNull(held.current.startsAt),
      currentPeriodEndsAt: formatInstantOrNull(held.current.endsAt),
      // An early announcement of a renewal changes this long before it changes the current period.
      lastPeriodEndsAt: formatInstantOrNull(held.periods.at(-1)?.endsAt),
      billingIssueDetectedAt: formatInstantOrNull(held.billingIssue?.detectedAt),
      gracePeriodEndsAt: formatInstantOrNull(held.billingIssue?.graceEndsAt),
      endReason: held.endReason ?? null,
      endedAt: formatInstantOrNull(held.endedAt),
      heldBy: held.heldBy.join(' '),
    },
  );

/** The differences, in the order of the first answer's traits, followed by what only the second one says. */
export const differencesBetween = (first: Traits, second: Traits): readonly Difference[] =>
  [...new Set([...first.keys(), ...second.keys()])].flatMap((key) => {
    const [was, is] = [first.get(key), second.get(key)];
    const name = (was ?? is)?.name;
    const [before, after] = [was?.value ?? null, is?.value ?? null];
    return name === undefined || before === after ? [] : [{ ...name, before, after }];
  });

const keyOf = (name: TraitName): string => JSON.stringify(name);

/** Null counts as not said: an end that is unknown and one that nobody mentioned are the same. */
const fields = (aspect: Aspect, values: Readonly<Record<string, TraitValue>>): readonly Trait[] =>
  Object.entries(values).flatMap(([field, value]) =>
    value === null ? [] : [{ name: { ...aspect, field }, value }],
  );
