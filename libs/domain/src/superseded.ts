import { repeatedRowsIn } from './export-row.js';
import type { Fact } from './fact.js';
import type { Register } from './register.js';

/**
 * The events that a correction among the facts withdrew, and the rows of exports that a webhook among them repeats. A
 * correction that is itself superseded still withdraws its event: the set only grows, so the order in which facts arrive
 * does not matter, and only the last correction in a line counts.
 */
export function supersededIn(facts: readonly Fact[]): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { supersedes } of facts) if (supersedes !== undefined) ids.add(supersedes);
  for (const { eventId } of repeatedRowsIn(facts)) ids.add(eventId);
  return ids;
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
