import {
  type ChainId,
  chainSubject,
  type Environment,
  type Fact,
  type Instant,
  isBelieved,
  profilesNamedBy,
  profileSubject,
} from '@subledger/domain';
import { type Database, deliveriesOfProfiles, factsOfSubjects } from '@subledger/read-models';
import { profilesNaming, type Whom } from './known.js';
import { inLogOrder } from './log-order.js';

/** Whose recorded events are requested; this can also be one chain, whoever it belonged to. */
export type Followed = Whom | { readonly kind: 'chain'; readonly chain: ChainId };

/** What is recorded about them, in the order of the log. */
export interface Followable {
  /** The profiles whose access and money are considered. */
  readonly profiles: readonly string[];
  /** All facts about their subjects, and the deliveries that contradict them. */
  readonly facts: readonly Fact[];
  /** Those of the facts that belong in their timeline. */
  readonly shown: readonly Fact[];
}

export async function followable(
  database: Database,
  environment: Environment,
  whom: Followed,
  knownAt: Instant,
): Promise<Followable> {
  if (whom.kind === 'chain') return ofChain(database, environment, whom.chain, knownAt);
  const profiles = await profilesNaming(database, environment, whom, knownAt);
  const told = await deliveriesOfProfiles(database, environment, profiles, knownAt);
  const facts = inLogOrder(told);
  return { profiles, facts, shown: theirs(facts, profiles) };
}

/**
 * The facts that name one of the profiles, or that name none and are about one of their chains; and what replaced
 * one of those facts, whoever that names.
 */
function theirs(facts: readonly Fact[], profiles: readonly string[]): readonly Fact[] {
  const mine = new Set(profiles);
  const shown = new Set<string>();
  return facts.filter((fact) => {
    const named = profilesNamedBy(fact);
    const isTheirs =
      named.length === 0 ||
      named.some((profile) => mine.has(profile)) ||
      (fact.supersedes !== undefined && shown.has(fact.supersedes));
    if (isTheirs) shown.add(fact.eventId);
    return isTheirs;
  });
}

async function ofChain(
  database: Database,
  environment: Environment,
  chain: ChainId,
  knownAt: Instant,
): Promise<Followable> {
  const subject = chainSubject(chain);
  const about = await factsOfSubjects(database, environment, [subject]);
  const profiles = [...new Set(about.flatMap(profilesNamedBy))];
  // A conflicting delivery, or a note, is stored with the profile that it names.
  const beside = await factsOfSubjects(database, environment, profiles.map(profileSubject));
  const ids = new Set(about.map(({ eventId }) => eventId));
  const facts = inLogOrder(
    [...about, ...beside.filter((fact) => speaksOf(fact, chain, ids))].filter(
      (fact) => fact.recordedAt <= knownAt,
    ),
  );
  return { profiles, facts, shown: facts };
}

const speaksOf = (fact: Fact, chain: ChainId, ids: ReadonlySet<string>): boolean =>
  isBelieved(fact)
    ? ids.has(fact.note?.about ?? '')
    : fact.chain !== undefined && chainSubject(fact.chain) === chainSubject(chain);
