import {
  accessLevelsAt,
  type AccessPolicy,
  type Answer,
  answerAt,
  type Environment,
  type Fact,
  factsAbout,
  type Instant,
  type LedgerError,
  profilesHeldBy,
} from '@subledger/domain';
import { type Database, factsOfProfiles, profilesOfCustomer } from '@subledger/read-models';
import { notFound } from './not-found.js';
import type { Reach } from './read-side.js';

/** Whom a question is about: a customer over all its profiles, or one profile. */
export type Whom =
  | { readonly kind: 'customer'; readonly customerUserId: string }
  | { readonly kind: 'profile'; readonly profileId: string };

/** Names the environment that was asked: the customer may only be known in the other one. */
export const nobody = (
  {
    environment,
    whom,
  }: { readonly environment: Environment; readonly whom: { readonly kind: string } },
  reach: Reach,
): LedgerError => notFound(`No recorded event of ${environment} names this ${whom.kind}.`, reach);

/** What had been recorded about a customer or profile. */
export interface Known {
  /** The profiles that count as theirs: without those that a correction took away. */
  readonly profiles: readonly string[];
  /** Including superseded events and corrections. */
  readonly facts: readonly Fact[];
}

/** What is known about them from what was recorded until `knownAt`. */
export async function knownOf(
  database: Database,
  environment: Environment,
  whom: Whom,
  knownAt: Instant,
): Promise<Known> {
  const named = await profilesNaming(database, environment, whom, knownAt);
  const facts = await factsOfProfiles(database, environment, named, knownAt);
  const profiles =
    whom.kind === 'profile' ? named : profilesHeldBy(whom.customerUserId, named, facts);
  return { profiles, facts };
}

/** Every profile that some recorded event ties to them. */
export const profilesNaming = async (
  database: Database,
  environment: Environment,
  whom: Whom,
  knownAt: Instant,
): Promise<readonly string[]> =>
  whom.kind === 'profile'
    ? [whom.profileId]
    : profilesOfCustomer(database, environment, whom.customerUserId, knownAt);

/** The answer from what is known. */
export function answerOf({ profiles, facts }: Known, policy: AccessPolicy, at: Instant): Answer {
  const held = new Set(profiles);
  return answerAt(factsAbout(facts, held), held, policy, at);
}

/** Only the access levels of the answer. */
export function accessOf(
  { profiles, facts }: Known,
  policy: AccessPolicy,
  at: Instant,
): Answer['accessLevels'] {
  const held = new Set(profiles);
  return accessLevelsAt(factsAbout(facts, held), held, policy, at);
}
