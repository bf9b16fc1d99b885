import { isRow, retoldIn } from './export-row.js';
import type { Fact } from './fact.js';
import type { Register } from './register.js';

/**
 * The events that a person has withdrawn. A correction that is itself superseded still withdraws its event: this set only
 * grows, and only the last correction in a line counts.
 */
export const correctedIn = (facts: readonly Fact[]): ReadonlySet<string> =>
  new Set(facts.flatMap(({ supersedes }) => supersedes ?? []));

/** The events that do not count: withdrawn by a person, or told of by another fact among them. */
export function supersededIn(
  facts: readonly Fact[],
  corrected: ReadonlySet<string> = correctedIn(facts),
): ReadonlySet<string> {
  if (!facts.some(isRow)) return corrected;
  const retold = retoldIn(facts.filter(isSaying), corrected);
  return new Set([...corrected, ...retold.map(({ eventId }) => eventId)]);
}

/**
 * Whether a fact states anything about its subject. A retraction only withdraws another event, and a note changes
 * nothing.
 */
export const isSaying = ({ type }: Fact): boolean => type !== 'retraction' && type !== 'annotation';

/** The facts that count: not superseded, and neither retractions nor notes. */
export function standing(facts: readonly Fact[]): readonly Fact[] {
  const superseded = supersededIn(facts);
  return facts.filter((fact) => isSaying(fact) && !superseded.has(fact.eventId));
}

/** The register without some events; the same object if it holds none of them. */
export const without = (register: Register, ids: readonly string[]): Register =>
  register.some((fact) => ids.includes(fact.eventId))
    ? register.filter((fact) => !ids.includes(fact.eventId))
    : register;

/** Both lists as one set, in order. */
export const joinIds = (a: readonly string[], b: readonly string[]): readonly string[] =>
  [...new Set([...a, ...b])].sort();
