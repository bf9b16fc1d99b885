import { ACCESS_RULES } from './access.js';
import { PURCHASE_RULES } from './purchases.js';
import { STATUS_RULES } from './subscription.js';

/** What the rule in a `because` means, by its name. `docs/lifecycle.md` begins with the same words and may say more. */
export const RULE_MEANINGS: ReadonlyMap<string, string> = new Map(
  Object.entries({ ...STATUS_RULES, ...ACCESS_RULES, ...PURCHASE_RULES }),
);
