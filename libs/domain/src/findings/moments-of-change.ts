import { FIRST_INSTANT, type Instant } from '../instant.js';
import { effectiveAt } from '../register.js';
import type { Registers } from '../registers.js';

/** Every moment, from `earliest` on, at which news or the clock can change a chain's answer. */
export function momentsOfChange(
  registers: Registers,
  earliest: Instant = FIRST_INSTANT,
): readonly Instant[] {
  const moments = new Set<Instant>();
  const add = (moment: Instant | undefined): void => {
    if (moment !== undefined && moment >= earliest) moments.add(moment);
  };
  for (const fact of registers.all) {
    add(effectiveAt(fact));
    add(fact.occurredAt);
    add(fact.purchasedAt);
    add(fact.expiresAt);
    add(fact.access?.startsAt);
    add(fact.access?.expiresAt);
  }
  return [...moments].sort();
}
