import type { Because } from './because.js';
import { endedSince, speaksOfCurrent } from './ended-since.js';
import type { ChainId, Fact } from './fact.js';
import { holdersAt } from './holders.js';
import { type AccessPolicy, levelsOf } from './product-levels.js';
import { chainSubject, profilesNamedBy, profileSubject, type Subject } from './subject.js';
import { earlier, type Instant } from './instant.js';
import { effectiveAt, heardBy } from './register.js';
import type { Registers } from './registers.js';
import { decidingAt, hasBegun, ruleOf, type Statement, statementsAt } from './statements.js';
import type { Subscription } from './subscription.js';

/** The rules that decide an access level, by the names that answers give, and what each means. */
export const ACCESS_RULES = {
  'access-update-active':
    'the last access update gives the level, and its end has not passed, or it is for a lifetime',
  'access-update-ran-out': 'the last access update gave the level, and its end has passed',
  'access-update-inactive': 'the last access update takes the level away',
  'access-update-not-begun': 'the last access update gives the level from a later start on',
  'period-ended-since':
    'the last access update gave the level, but an expiry or a refund of its period was reported after it',
  'subscription-gives-access':
    'the subscription gives access, and no access update of its current period decides about this level',
  'nothing-grants-it':
    'no access update that counts speaks of this level, and no subscription gives it',
} as const;

export type AccessRule = keyof typeof ACCESS_RULES;

/** One reason for which a profile holds, or held, an access level. */
export interface Grant {
  readonly profileId: string;
  readonly levelId: string;
  readonly subject: Subject;
  readonly productId: string | undefined;
  readonly active: boolean;
  /** When it begins; absent unless that is still to come. */
  readonly startsAt?: Instant;
  /** Absent: it never expires. */
  readonly expiresAt?: Instant;
  readonly isLifetime: boolean;
  readonly willRenew: boolean;
  readonly inGracePeriod: boolean;
  /** Whether access updates say so, or the subscription does because no update speaks of its period. */
  readonly basis: 'access_update' | 'subscription';
  readonly because: Because<AccessRule>;
}

/** What one subject gives to each profile at `at`, grant by grant. */
export function grantsAt(
  registers: Registers,
  subscription: Subscription | undefined,
  policy: AccessPolicy,
  at: Instant,
): readonly Grant[] {
  const statements = statementsAt(registers, at);
  const stated = decidingAt(statements, at).map((said) => {
    const grant = grantStated(said, subscription, at);
    const ending = subscription && grant.active && endedSince(said, registers, subscription, at);
    return ending ? grantEnded(grant, ending) : grant;
  });
  return subscription === undefined
    ? stated
    : [...stated, ...grantsImplied(registers, subscription, statements, policy, at)];
}

function grantStated(said: Statement, subscription: Subscription | undefined, at: Instant): Grant {
  const { profileId, fact, access, productId } = said;
  const rule = ruleOf(said, at);
  const active = rule === 'access-update-active';
  return {
    profileId,
    levelId: access.levelId,
    subject: fact.chain === undefined ? profileSubject(profileId) : chainSubject(fact.chain),
    productId,
    active,
    ...(rule === 'access-update-not-begun' && access.startsAt !== undefined
      ? { startsAt: access.startsAt }
      : {}),
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

/** What an update gave until its period ended; that the update taking it away is missing is a finding. */
const grantEnded = (grant: Grant, ending: Fact): Grant => ({
  ...grant,
  active: false,
  expiresAt: earlier(effectiveAt(ending), grant.expiresAt ?? effectiveAt(ending)),
  willRenew: false,
  inGracePeriod: false,
  because: {
    rule: 'period-ended-since',
    eventIds: [...grant.because.eventIds, ending.eventId],
  },
});

/**
 * If no access update is about the current period (they are switched off, or have not arrived yet), the
 * subscription itself gives access to the profiles that the period belongs to. If there is one, it decides for its
 * profile until it has run out; then news that was reported after it may last longer.
 */
function grantsImplied(
  registers: Registers,
  subscription: Subscription,
  statements: readonly Statement[],
  policy: AccessPolicy,
  at: Instant,
): readonly Grant[] {
  const chain = registers.all[0]?.chain;
  // A purchase that names no chain is no subscription, and no news of a chain could ever end it.
  if (chain === undefined || !subscription.givesAccess) return [];
  const outlasted = decidingAt(statements, at)
    .filter((said) => isOutlasted(said, registers, subscription, at))
    .map((said) => grantImplied(said.profileId, said.access.levelId, chain, subscription));
  const isTold = tellingOf(statements, subscription, at);
  const levels = levelsOf(statements, subscription, policy);
  const isWholeTold = (name: string): boolean => levels.every((level) => isTold(name, level));
  // Most chains have one profile, which updates mention: then nobody else needs to be looked for.
  if (registers.all.every((fact) => profilesNamedBy(fact).every(isWholeTold))) return outlasted;
  const implied = [...holdersAt(registers, subscription, statements, at)].flatMap((profileId) =>
    levels
      .filter((levelId) => !isTold(profileId, levelId))
      .map((levelId) => grantImplied(profileId, levelId, chain, subscription)),
  );
  return [...outlasted, ...implied];
}

/**
 * Whether the current period's updates decide about a profile's level. If they give a profile nothing at all, they
 * decide about all its levels, including those that none of them names.
 */
function tellingOf(
  statements: readonly Statement[],
  subscription: Subscription,
  at: Instant,
): (profileId: string, levelId: string) => boolean {
  const told = Map.groupBy(
    statements.filter((said) => speaksOfCurrent(said, subscription) && hasBegun(said, at)),
    (said) => said.profileId,
  );
  return (profileId, levelId) => {
    const said = told.get(profileId);
    if (said === undefined) return false;
    return said.some(({ access }) => access.levelId === levelId) || !said.some(isActive);
  };
}

const isActive = ({ access }: Statement): boolean => access.isActive;

/**
 * Whether an update of the current period merely ran out, while the status rests on news that was reported after
 * it and lasts longer: a grace period or a deferral whose own update has not arrived yet.
 */
const isOutlasted = (
  said: Statement,
  registers: Registers,
  subscription: Subscription,
  at: Instant,
): boolean =>
  speaksOfCurrent(said, subscription) &&
  ruleOf(said, at) === 'access-update-ran-out' &&
  heardBy(registers.all, at).some(
    (fact) =>
      subscription.because.eventIds.includes(fact.eventId) &&
      effectiveAt(fact) > effectiveAt(said.fact) &&
      (fact.expiresAt ?? '') > (said.access.expiresAt ?? ''),
  );

function grantImplied(
  profileId: string,
  levelId: string,
  chain: ChainId,
  subscription: Subscription,
): Grant {
  const { current, billingIssue, status } = subscription;
  const until = status === 'in_grace_period' ? billingIssue?.graceEndsAt : current.endsAt;
  return {
    profileId,
    levelId,
    subject: chainSubject(chain),
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
