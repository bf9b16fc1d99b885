import type { Fact } from '@subledger/domain';

/** For as long as the fact itself is kept by somebody. */
const texts = new WeakMap<Fact, string>();

/** A fact as JSON. The timeline and the lifecycle write the same one a moment apart, and it becomes text once. */
export function textOfFact(fact: Fact): string {
  const held = texts.get(fact);
  if (held !== undefined) return held;
  const text = JSON.stringify(fact);
  texts.set(fact, text);
  return text;
}
