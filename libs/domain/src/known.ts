import type { Fact } from './fact.js';
import type { Instant } from './instant.js';
import { profilesNamedBy, subjectOf } from './subject.js';
import { standing } from './superseded.js';

/**
 * What the ledger knew at an instant: a fact counts if it had been recorded by then. A correction that was
 * recorded later withdraws nothing yet.
 */
export const knownBy = (facts: readonly Fact[], knownAt: Instant): readonly Fact[] =>
  facts.filter((fact) => fact.recordedAt <= knownAt);

/**
 * The facts of the subjects that a fact which counts ties to one of the profiles. A subject that only a superseded
 * event tied to them is not theirs.
 */
export function factsAbout(facts: readonly Fact[], profiles: ReadonlySet<string>): readonly Fact[] {
  if (!hasCorrection(facts)) return facts;
  const names = (fact: Fact): boolean => profilesNamedBy(fact).some((one) => profiles.has(one));
  const foreign = [...Map.groupBy(facts, subjectOf)].filter(
    ([, about]) => hasCorrection(about) && !standing(about).some(names),
  );
  const left = new Set(foreign.map(([subject]) => subject));
  return facts.filter((fact) => !left.has(subjectOf(fact)));
}

const hasCorrection = (facts: readonly Fact[]): boolean =>
  facts.some((fact) => fact.supersedes !== undefined);

/**
 * The given profiles that have the customer's id by what counts: one that only a superseded event gave to the
 * customer is left out.
 *
 * @param profiles that some recorded event gives to the customer.
 * @param known what had been recorded about them.
 */
export function profilesHeldBy(
  customerUserId: string,
  profiles: readonly string[],
  known: readonly Fact[],
): readonly string[] {
  if (!hasCorrection(known)) return profiles;
  const counting = standing(known);
  const left = new Set(counting);
  const lost = known.filter((fact) => !left.has(fact));
  const named = (facts: readonly Fact[]): ReadonlySet<string> =>
    new Set(facts.flatMap((fact) => profilesNamedFor(customerUserId, fact)));
  const [kept, taken] = [named(counting), named(lost)];
  return profiles.filter((profile) => kept.has(profile) || !taken.has(profile));
}

/** The profiles to which a fact gives the customer's id. */
export const profilesNamedFor = (customerUserId: string, fact: Fact): readonly string[] =>
  [fact, ...(fact.sharedWith ?? [])].flatMap((holder) =>
    holder.customerUserId === customerUserId && holder.profileId !== undefined
      ? [holder.profileId]
      : [],
  );
