import { type ChainId, type Fact, isBelieved } from './fact.js';

/**
 * What a fact is about: a store's chain of transactions, or, where it names none, a profile.
 * The text is a key: unambiguous, and free of NUL and lone surrogates whatever a sender puts in.
 */
export type Subject = string & { readonly __subject: never };

export const chainSubject = (chain: ChainId): Subject =>
  `chain ${JSON.stringify([chain.store, chain.originalTransactionId])}` as Subject;

export const profileSubject = (profileId: string): Subject =>
  `profile ${JSON.stringify(profileId)}` as Subject;

/** The subject whose registers a fact feeds, or null if it names neither chain nor profile. */
export function subjectOf(fact: Fact): Subject | null {
  if (fact.chain !== undefined) return chainSubject(fact.chain);
  return fact.profileId === undefined ? null : profileSubject(fact.profileId);
}

/** The subject that a fact is stored with: a conflicting delivery with its profile, where it is shown. */
export function homeOf(fact: Fact): Subject | null {
  if (isBelieved(fact) || fact.profileId === undefined) return subjectOf(fact);
  return profileSubject(fact.profileId);
}

/** Every profile that a fact names as having a claim on its subject. */
export function profilesNamedBy({ profileId, sharedWith }: Fact): readonly string[] {
  const own = profileId === undefined ? [] : [profileId];
  if (sharedWith === undefined) return own;
  return [...new Set([...own, ...sharedWith.map((holder) => holder.profileId)])];
}
