import type { Fact } from './fact.js';
import type { Register } from './register.js';

/**
 * Whose a transaction is, with its money and what it bought: the profile of its purchase, else the first profile
 * that its facts name. A transaction that names no profile belongs to the first holder of its chain.
 */
export const buyerOf = (
  purchase: Fact | undefined,
  facts: readonly Fact[],
  chain: Register,
): string | undefined =>
  purchase?.profileId ?? facts.find(namesProfile)?.profileId ?? chain.find(namesProfile)?.profileId;

/** An event with an unknown name is not news yet. */
const namesProfile = ({ profileId, type }: Fact): boolean =>
  profileId !== undefined && type !== 'unrecognised';
