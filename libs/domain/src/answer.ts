import { type Grant, grantsAt } from './access.js';
import { type AdaptyWord, adaptyWordOf } from './adapty-word.js';
import type { ChainId, Fact } from './fact.js';
import { flowAt, type FlowName } from './flow.js';
import { type Instant, LAST_INSTANT, later } from './instant.js';
import type { Finding } from './findings/finding.js';
import { findingsAt } from './findings/findings.js';
import { revenueDiffers } from './findings/revenue-differs.js';
import { type MoneyLine, moneyAt } from './money.js';
import { compareTexts } from './order.js';
import type { AccessPolicy } from './product-levels.js';
import { type Purchase, purchasesAt } from './purchases.js';
import { fold, type Registers } from './registers.js';
import { type Subject, subjectOf } from './subject.js';
import { type Subscription, subscriptionAt } from './subscription.js';

/** A customer's access level, over all grants of all their profiles. */
export interface AccessLevel {
  readonly active: boolean;
  /** When it begins; absent unless that is still to come. */
  readonly startsAt?: Instant;
  /** Absent: it never expires. */
  readonly expiresAt?: Instant;
  readonly willRenew: boolean;
  readonly isLifetime: boolean;
  readonly inGracePeriod: boolean;
  readonly basis: Grant['basis'];
  readonly because: Grant['because'];
}

export interface HeldSubscription extends Subscription {
  readonly chain: ChainId;
  readonly flowName: FlowName;
  /** The profiles that it gives access to at the instant: after a transfer, not the buyer's. */
  readonly heldBy: readonly string[];
}

/** What holds for a set of profiles at an instant. */
export interface Answer {
  readonly state: AdaptyWord;
  readonly accessLevels: ReadonlyMap<string, AccessLevel>;
  readonly subscriptions: readonly HeldSubscription[];
  readonly purchases: readonly Purchase[];
  readonly money: readonly MoneyLine[];
  /** What later events prove to have been lost. */
  readonly findings: readonly Finding[];
}

/**
 * The answer for `profiles` at `at`, from the facts of every subject that names one of them.
 * The facts may come in any order and any number of times.
 */
export function answerAt(
  facts: readonly Fact[],
  profiles: ReadonlySet<string>,
  policy: AccessPolicy,
  at: Instant,
): Answer {
  const told = bySubject(facts).map((registers) => subjectAt(registers, policy, at));
  const answer = answerOf(told, profiles);
  const money = told.flatMap((one) => one.money);
  // By their ids, because a set has the order in which it was filled.
  const differing = [...profiles]
    .sort(compareTexts)
    .flatMap((profileId) => revenueDiffers(facts, money, profileId, at));
  return { ...answer, findings: [...answer.findings, ...differing] };
}

/** Only the access levels of that answer: the most frequent question, and nothing else needs computing. */
export function accessLevelsAt(
  facts: readonly Fact[],
  profiles: ReadonlySet<string>,
  policy: AccessPolicy,
  at: Instant,
): ReadonlyMap<string, AccessLevel> {
  const grants = bySubject(facts).flatMap((registers) =>
    grantsAt(registers, subscriptionAt(registers, at), policy, at),
  );
  return accessLevels(grants.filter(({ profileId }) => profiles.has(profileId)));
}

/** Only what the facts of one subject prove to be missing at `at`. */
export function findingsOfSubject(facts: readonly Fact[], at: Instant): readonly Finding[] {
  const registers = fold(facts);
  return findingsAt(registers, subscriptionAt(registers, at), at);
}

/** Only whether what a profile had paid in all differs, from the facts of every subject that names it. */
export function findingsOfTotal(
  facts: readonly Fact[],
  profileId: string,
  at: Instant,
): readonly Finding[] {
  const money = bySubject(facts).flatMap((registers) => moneyAt(registers, at));
  return revenueDiffers(facts, money, profileId, at);
}

/** The registers of every subject, in an order that does not depend on that of the facts. */
const bySubject = (facts: readonly Fact[]): readonly Registers[] =>
  [...Map.groupBy(facts, subjectOf)]
    .filter((entry): entry is [Subject, Fact[]] => entry[0] !== null)
    .sort(([a], [b]) => compareTexts(a, b))
    .map(([, about]) => fold(about));

/**
 * What the registers of one subject say on their own: a profile's total is not compared with the money of all its
 * subjects.
 */
export const answerOfSubject = (
  registers: Registers,
  profiles: ReadonlySet<string>,
  policy: AccessPolicy,
  at: Instant,
): Answer => answerOf([subjectAt(registers, policy, at)], profiles);

function answerOf(told: readonly SubjectAnswer[], profiles: ReadonlySet<string>): Answer {
  const subscriptions = told.flatMap((one) => one.subscription ?? []);
  const mine = ({ profileId }: { readonly profileId: string | undefined }): boolean =>
    profileId !== undefined && profiles.has(profileId);
  return {
    state: adaptyWordOf(
      subscriptions.map((held) => ({ ...held, ...whatIsLeftTo(profiles, held) })),
    ),
    accessLevels: accessLevels(told.flatMap((one) => one.grants).filter(mine)),
    subscriptions,
    purchases: told.flatMap((one) => one.purchases).filter(mine),
    money: told.flatMap((one) => one.money).filter(mine),
    findings: told.flatMap((one) => one.findings),
  };
}

interface SubjectAnswer {
  readonly subscription: HeldSubscription | undefined;
  readonly grants: readonly Grant[];
  readonly purchases: readonly Purchase[];
  readonly money: readonly MoneyLine[];
  readonly findings: readonly Finding[];
}

function subjectAt(registers: Registers, policy: AccessPolicy, at: Instant): SubjectAnswer {
  const subscription = subscriptionAt(registers, at);
  const chain = registers.all[0]?.chain;
  const grants = grantsAt(registers, subscription, policy, at);
  const heldBy = grants.filter((grant) => grant.active).map((grant) => grant.profileId);
  return {
    subscription:
      subscription === undefined || chain === undefined
        ? undefined
        : {
            ...subscription,
            chain,
            flowName: flowAt(registers, subscription, at),
            heldBy: [...new Set(heldBy)].sort(),
          },
    grants,
    purchases: purchasesAt(registers, at),
    money: moneyAt(registers, at),
    findings: findingsAt(registers, subscription, at),
  };
}

/** A subscription that others hold after a transfer is over for its previous holder, although it goes on for them. */
const whatIsLeftTo = (
  profiles: ReadonlySet<string>,
  { heldBy }: HeldSubscription,
): Partial<Subscription> =>
  heldBy.length > 0 && !heldBy.some((profile) => profiles.has(profile))
    ? { status: 'expired', givesAccess: false }
    : {};

/** A level is held when any grant gives it, so two updates of one moment need no order between them. */
function accessLevels(grants: readonly Grant[]): ReadonlyMap<string, AccessLevel> {
  const byLevel = Map.groupBy(grants, (grant) => grant.levelId);
  return new Map(
    [...byLevel].sort(([a], [b]) => compareTexts(a, b)).map(([level, of]) => [level, union(of)]),
  );
}

function union(grants: readonly Grant[]): AccessLevel {
  const active = grants.filter((grant) => grant.active);
  const best = (active.length > 0 ? active : grants).reduce((a, b) => (outlasts(b, a) ? b : a));
  return {
    active: best.active,
    ...(best.startsAt === undefined ? {} : { startsAt: best.startsAt }),
    ...(best.expiresAt === undefined || best.isLifetime ? {} : { expiresAt: best.expiresAt }),
    willRenew: best.willRenew,
    isLifetime: best.isLifetime,
    inGracePeriod: best.inGracePeriod,
    basis: best.basis,
    because: best.because,
  };
}

/** Whether `a` lasts longer than `b`; if both last equally long, the one that renews says more. */
function outlasts(a: Grant, b: Grant): boolean {
  if (endOf(a) !== endOf(b)) return later(endOf(a), endOf(b)) === endOf(a);
  return a.willRenew && !b.willRenew;
}

const endOf = (grant: Grant): Instant =>
  grant.isLifetime || grant.expiresAt === undefined ? LAST_INSTANT : grant.expiresAt;
