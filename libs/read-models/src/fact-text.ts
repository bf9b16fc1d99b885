import type { Fact } from '@subledger/domain';

/** Kept for as long as somebody holds the fact itself. */
const texts = new WeakMap<Fact, string>();

/**
 * A fact as JSON. The timeline and the lifecycle write the same fact a moment apart, and it is serialised only
 * once.
 */
export function textOfFact(fact: Fact): string {
  const held = texts.get(fact);
  if (held !== undefined) return held;
  const text = JSON.stringify(fact);
  texts.set(fact, text);
  return text;
}
