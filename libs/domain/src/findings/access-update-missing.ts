import { speaksOfCurrent } from '../ended-since.js';
import { later, shift } from '../instant.js';
import { levelsUntold } from '../product-levels.js';
import { effectiveAt, heardBy } from '../register.js';
import { statementsAt } from '../statements.js';
import type { Subscription } from '../subscription.js';
import { DELIVERY_DELAY_MS, type Finding, finding, type Inquiry } from './finding.js';

/**
 * In a chain that has access updates every purchase comes with one for each level of its product: without it, who holds
 * what is a guess.
 */
export function accessUpdateMissing(
  { registers, at }: Inquiry,
  subscription: Subscription,
): Finding[] {
  const { current, givesAccess } = subscription;
  const purchase = current.facts[0];
  const updates = heardBy(registers.access, at);
  if (!givesAccess || current.implied || purchase === undefined || updates.length === 0) return [];
  const appearsAt = shift(later(effectiveAt(purchase), current.startsAt), DELIVERY_DELAY_MS);
  if (at < appearsAt) return [];
  const statements = statementsAt(registers, at);
  const isSpokenOf = statements.some((said) => speaksOfCurrent(said, subscription));
  const untold = levelsUntold(statements, subscription);
  if (isSpokenOf && untold.length === 0) return [];
  return [
    finding('access-update-missing', [purchase, ...updates.slice(-1)], {
      missing: {
        types: ['access_level_updated'],
        count: isSpokenOf ? untold.length : 1,
        sentence: isSpokenOf
          ? `A period began without the access update for level ${untold.join(', ')} that the previous period came with.`
          : 'A period began without the access update that earlier periods came with.',
      },
      from: current.startsAt,
      until: appearsAt,
      appearsAt,
    }),
  ];
}
