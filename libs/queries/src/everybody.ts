import {
  type Environment,
  type Fact,
  type Instant,
  hasCode,
  type Position,
  profilesHeldBy,
  profilesNamedBy,
  profilesNamedFor,
  subjectOf,
} from '@subledger/domain';
import type { Database, Somebody } from '@subledger/read-models';
import { heardUpTo } from './heard.js';
import { type Known, knownOf, profilesNaming, type Whom } from './known.js';

/** Of how many customers, profiles or chains a page computes the answers: less than a second's work. */
export const LOOKED_AT_A_PAGE = 1_000;

const asWhom = ({ kind, id }: Somebody): Whom =>
  kind === 'profile' ? { kind, profileId: id } : { kind, customerUserId: id };

/** The same as `knownOf`; undefined for a customer of so many profiles that no answer is given. */
export const knownOfSomebody = (
  database: Database,
  environment: Environment,
  somebody: Somebody,
  knownAt: Instant,
): Promise<Known | undefined> =>
  unlessTooLarge(knownOf(database, environment, asWhom(somebody), knownAt));

/**
 * Everybody who has an answer of their own: each customer, and each profile that is part of no customer's answer.
 * Remembers what it has looked up, so that there is one for a page.
 */
export class OwnAnswers {
  /** By customer: whether an answer is given about them. */
  readonly #answerable = new Map<string, Promise<boolean>>();

  constructor(
    private readonly database: Database,
    private readonly environment: Environment,
    private readonly knownAt: Instant,
    /** Only what the log held up to here; null: everything. */
    private readonly upTo: Position | null,
  ) {}

  /** What is known about somebody with an answer of their own; undefined about others. */
  async of(somebody: Somebody): Promise<Known | undefined> {
    const found = await knownOfSomebody(this.database, this.environment, somebody, this.knownAt);
    const known = found && this.upTo !== null ? heldUpTo(found, somebody, this.upTo) : found;
    if (known === undefined || somebody.kind === 'customer') return known;
    for (const customer of customersOf(somebody.id, known.facts))
      if (await this.#isAnswerable(customer)) return undefined;
    return known;
  }

  #isAnswerable(customerUserId: string): Promise<boolean> {
    const before = this.#answerable.get(customerUserId);
    if (before !== undefined) return before;
    const whom = { kind: 'customer', customerUserId } as const;
    const named = profilesNaming(this.database, this.environment, whom, this.knownAt);
    const found = unlessTooLarge(named).then((profiles) => profiles !== undefined);
    this.#answerable.set(customerUserId, found);
    return found;
  }
}

/** What was known of somebody when the log ended there. */
function heldUpTo({ profiles, facts }: Known, { kind, id }: Somebody, last: Position): Known {
  const heard = heardUpTo(facts, last);
  if (heard.length === facts.length || kind === 'profile') return { profiles, facts: heard };
  const named = new Set(heard.flatMap((fact) => profilesNamedFor(id, fact)));
  const theirs = [...Map.groupBy(heard, subjectOf).values()].filter((about) =>
    about.flatMap(profilesNamedBy).some((profile) => named.has(profile)),
  );
  return { profiles: profiles.filter((profile) => named.has(profile)), facts: theirs.flat() };
}

/** The customers whose id the profile has, by what counts. */
function customersOf(profileId: string, facts: readonly Fact[]): readonly string[] {
  const named = facts
    .flatMap((fact) => [fact, ...(fact.sharedWith ?? [])])
    .filter((holder) => holder.profileId === profileId)
    .flatMap(({ customerUserId }) => customerUserId ?? []);
  return [...new Set(named)].filter((one) => profilesHeldBy(one, [profileId], facts).length > 0);
}

async function unlessTooLarge<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (hasCode(error, 'answer-too-large')) return undefined;
    throw error;
  }
}
