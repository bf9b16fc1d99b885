import { later, shift } from '../instant.js';
import { anchorOf } from '../periods.js';
import { effectiveAt, heardBy } from '../register.js';
import type { Subscription } from '../subscription.js';
import { DELIVERY_DELAY_MS, type Finding, finding, type Inquiry } from './finding.js';

/** In a chain that has access updates every purchase comes with one: without it, who holds what is a guess. */
export function accessUpdateMissing(
  { registers, periods, at }: Inquiry,
  { current, givesAccess }: Subscription,
): Finding[] {
  const purchase = current.facts[0];
  const updates = heardBy(registers.access, at);
  if (!givesAccess || current.implied || purchase === undefined || updates.length === 0) return [];
  const spokenOf = updates.findLast((fact) => (anchorOf(periods, fact) ?? '') >= current.startsAt);
  if (spokenOf !== undefined) return [];
  const appearsAt = shift(later(effectiveAt(purchase), current.startsAt), DELIVERY_DELAY_MS);
  if (at < appearsAt) return [];
  return [
    finding('access-update-missing', [purchase, ...updates.slice(-1)], {
      missing: {
        types: ['access_level_updated'],
        count: 1,
        sentence: 'A period began without the access update that earlier periods came with.',
      },
      from: current.startsAt,
      until: appearsAt,
      appearsAt,
    }),
  ];
}
