import { chainSubject, profilesNamedBy, profileSubject, type Subject } from './subject.js';
import type { AccessStatement, Fact } from './fact.js';
import type { Instant } from './instant.js';
import { anchorOf, isToldWithPurchase, type Period, periodOf } from './periods.js';
import { compareNews } from './news-order.js';
import { onceHeardWhole } from './heard-whole.js';
import { heardBy } from './register.js';
import type { Registers } from './registers.js';
import type { Subscription } from './subscription.js';

/** Which level a product gives, where the sender does not say it in access updates. */
export interface AccessPolicy {
  readonly productLevels: Readonly<Record<string, string>>;
}

export const DEFAULT_ACCESS_LEVEL = 'premium';

/** The rules that decide a grant, by the names that answers give and `docs/lifecycle.md` explains. */
export const ACCESS_RULES = [
  'access-update-active',
  'access-update-inactive',
  'access-update-ran-out',
  'access-update-not-begun',
  'subscription-gives-access',
] as const;

export type AccessRule = (typeof ACCESS_RULES)[number];

/** One reason for which a profile holds, or held, an access level. */
export interface Grant {
  readonly profileId: string;
  readonly levelId: string;
  readonly subject: Subject;
  readonly productId: string | undefined;
  readonly active: boolean;
  /** Absent: for ever. */
  readonly expiresAt?: Instant;
  readonly isLifetime: boolean;
  readonly willRenew: boolean;
  readonly inGracePeriod: boolean;
  /** Whether access updates say so, or the subscription does because no update speaks of its period. */
  readonly basis: 'access_update' | 'subscription';
  readonly because: { readonly rule: AccessRule; readonly eventIds: readonly string[] };
}

/** What one subject gives to each profile at `at`, grant by grant. */
export function grantsAt(
  registers: Registers,
  subscription: Subscription | undefined,
  policy: AccessPolicy,
  at: Instant,
): readonly Grant[] {
  const statements = statementsAt(registers, subscription?.periods ?? [], at);
  const byGrant = Map.groupBy(current(statements, at), ({ grant }) => grant);
  const stated = [...byGrant.values()].flatMap((heard) => {
    const last = heard.findLast((said) => hasBegun(said, at)) ?? heard.at(-1);
    return last === undefined ? [] : [grantStated(last, subscription, at)];
  });
  return subscription === undefined
    ? stated
    : [...stated, ...grantsImplied(registers, subscription, statements, policy, at)];
}

interface Statement {
  readonly profileId: string;
  readonly fact: Fact;
  readonly access: AccessStatement;
  /** The level of the profile, and this product's grant of it, as keys. */
  readonly level: string;
  readonly grant: string;
  readonly anchor: string;
  /** Whether it came after the news of its period's purchase. */
  readonly isLater: boolean;
  /** A profile's own update outranks its mention in another's list, and at one moment a grant a removal. */
  readonly rank: number;
}

/** What is to give access only later (a renewal that was announced) takes nothing away until then. */
const hasBegun = ({ access }: Statement, at: Instant): boolean =>
  access.startsAt === undefined || access.startsAt <= at;

/**
 * Without what a chain's newer period superseded: after a change of product, the old product's grace period
 * must not outlive the refund of the new one. At one period, each product has a grant of its own.
 */
function current(statements: readonly Statement[], at: Instant): readonly Statement[] {
  const newest = new Map<string, string>();
  for (const said of statements)
    if (said.fact.chain !== undefined && said.anchor <= at && hasBegun(said, at))
      newest.set(said.level, said.anchor);
  return statements.filter((said) => said.anchor >= (newest.get(said.level) ?? ''));
}

const once = onceHeardWhole<readonly Statement[]>();

/** Each access update, once for every profile that it speaks for, in the order that decides. */
const statementsAt = (
  registers: Registers,
  periods: readonly Period[],
  at: Instant,
): readonly Statement[] =>
  once(registers, at, () =>
    heardBy(registers.access, at)
      .flatMap((fact) => spokenFor(fact).map((profileId) => statement(fact, profileId, periods)))
      .filter((candidate) => candidate !== undefined)
      .sort(compareNews),
  );

/** An active update also speaks for the profiles that it lists; an inactive one for its own profile only. */
const spokenFor = (fact: Fact): readonly string[] =>
  fact.access?.isActive === true
    ? profilesNamedBy(fact)
    : fact.profileId === undefined
      ? []
      : [fact.profileId];

function statement(
  fact: Fact,
  profileId: string,
  periods: readonly Period[],
): Statement | undefined {
  if (fact.access === undefined) return undefined;
  const rank = fact.profileId !== profileId ? 0 : fact.access.isActive ? 2 : 1;
  return {
    profileId,
    fact,
    access: fact.access,
    level: JSON.stringify([profileId, fact.access.levelId]),
    grant: JSON.stringify([profileId, fact.access.levelId, fact.productId]),
    anchor: anchorOf(periods, fact) ?? '',
    isLater: !isToldWithPurchase(periods, fact),
    rank,
  };
}

function grantStated(
  { profileId, fact, access }: Statement,
  subscription: Subscription | undefined,
  at: Instant,
): Grant {
  const rule = ruleOf(fact, access, at);
  const active = rule === 'access-update-active';
  return {
    profileId,
    levelId: access.levelId,
    subject: fact.chain === undefined ? profileSubject(profileId) : chainSubject(fact.chain),
    productId: fact.productId,
    active,
    ...(access.expiresAt === undefined ? {} : { expiresAt: access.expiresAt }),
    isLifetime: access.isLifetime ?? false,
    willRenew:
      active &&
      (subscription?.autoRenewal === undefined
        ? (access.willRenew ?? false)
        : subscription.autoRenewal.state === 'will_renew'),
    inGracePeriod: active && (access.isInGracePeriod ?? false),
    basis: 'access_update',
    because: { rule, eventIds: [fact.eventId] },
  };
}

/**
 * Adapty computed `is_active` when it made the event and sends none when time runs out, so the clock ends a
 * grant, and begins one that was inactive only because its start still lay ahead.
 */
function ruleOf(fact: Fact, access: AccessStatement, at: Instant): AccessRule {
  const { startsAt, expiresAt } = access;
  const startLayAhead =
    startsAt !== undefined && startsAt > fact.occurredAt && access.isRefund !== true;
  if (!access.isActive && !startLayAhead) return 'access-update-inactive';
  if (startsAt !== undefined && at < startsAt) return 'access-update-not-begun';
  if (access.isLifetime !== true && expiresAt !== undefined && expiresAt <= at)
    return 'access-update-ran-out';
  return 'access-update-active';
}

/**
 * Where no access update speaks of the current period (they are switched off, or not here yet), the
 * subscription itself gives access to the profiles that its news of this period name.
 */
function grantsImplied(
  registers: Registers,
  subscription: Subscription,
  statements: readonly Statement[],
  policy: AccessPolicy,
  at: Instant,
): readonly Grant[] {
  const { current, periods } = subscription;
  if (!subscription.givesAccess) return [];
  if (statements.some((said) => said.anchor >= current.startsAt)) return [];
  const holders = new Set(
    heardBy(registers.all, at)
      .filter((fact) => periodOf(periods, fact) === current)
      .flatMap(profilesNamedBy),
  );
  return [...holders].flatMap((profileId) =>
    levelsOf(profileId, statements, current.productId, policy).map((levelId) =>
      grantImplied(profileId, levelId, registers, subscription),
    ),
  );
}

/** The levels that this chain's updates gave the profile before; else the configured one; else the default. */
function levelsOf(
  profileId: string,
  statements: readonly Statement[],
  productId: string | undefined,
  policy: AccessPolicy,
): readonly string[] {
  const known = statements.filter((said) => said.profileId === profileId);
  if (known.length > 0) return [...new Set(known.map((said) => said.access.levelId))];
  const configured =
    productId !== undefined && Object.hasOwn(policy.productLevels, productId)
      ? policy.productLevels[productId]
      : undefined;
  return [configured ?? DEFAULT_ACCESS_LEVEL];
}

function grantImplied(
  profileId: string,
  levelId: string,
  registers: Registers,
  subscription: Subscription,
): Grant {
  const { current, billingIssue, status } = subscription;
  const chain = registers.all[0]?.chain;
  const until = status === 'in_grace_period' ? billingIssue?.graceEndsAt : current.endsAt;
  return {
    profileId,
    levelId,
    subject: chain === undefined ? profileSubject(profileId) : chainSubject(chain),
    productId: current.productId,
    active: true,
    ...(until === undefined ? {} : { expiresAt: until }),
    isLifetime: false,
    willRenew: subscription.autoRenewal?.state === 'will_renew',
    inGracePeriod: status === 'in_grace_period',
    basis: 'subscription',
    because: { rule: 'subscription-gives-access', eventIds: subscription.because.eventIds },
  };
}
