import type { Configuration } from './configuration.js';
import { VARIABLES } from './load-configuration.js';

/** Random letters and digits of this length cannot be guessed, however fast an attacker is. */
export const FEWEST_CHARACTERS = 20;

type Secrets = Pick<Configuration, 'apiKeys' | 'productionSecrets' | 'sandboxSecrets'>;

/** The variables that hold a secret short enough to guess; only their names. */
export function shortSecrets({
  apiKeys,
  productionSecrets,
  sandboxSecrets,
}: Secrets): readonly string[] {
  const held = {
    [VARIABLES.productionSecrets]: productionSecrets,
    [VARIABLES.sandboxSecrets]: sandboxSecrets,
    [VARIABLES.apiKeys]: apiKeys.map(({ key }) => key),
  };
  return Object.entries(held)
    .filter(([, secrets]) => secrets.some((secret) => secret.length < FEWEST_CHARACTERS))
    .map(([variable]) => variable);
}
