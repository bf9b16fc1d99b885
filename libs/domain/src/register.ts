import type { Fact } from './fact.js';
import { compareTexts } from './order.js';
import { earlier, type Instant } from './instant.js';

/** A set of facts kept in the order of their effect: neither the order nor the number of deliveries matters to a set. */
export type Register = readonly Fact[];

/**
 * When a fact begins to count: its business time, but never later than its receipt. A renewal that is announced
 * six hours early is news from the moment of its announcement.
 */
export const effectiveAt = (fact: Fact): Instant => earlier(fact.occurredAt, fact.recordedAt);

/**
 * Whether every fact of the register counts at `at`: registers are in the order of effect, so checking the last
 * one is enough.
 */
export function isAllHeard(register: Register, at: Instant): boolean {
  const last = register.at(-1);
  return last === undefined || effectiveAt(last) <= at;
}

/** The facts that count at `at`: a later fact never changes an earlier answer. */
export function heardBy(register: Register, at: Instant): Register {
  // The usual question is about now, when every fact has taken effect: then nothing is copied.
  if (isAllHeard(register, at)) return register;
  return register.filter((fact) => effectiveAt(fact) <= at);
}

/** Order of effect; the event's id settles ties, because the log's order depends on delivery. */
export const compareFacts = (a: Fact, b: Fact): number =>
  compareTexts(effectiveAt(a), effectiveAt(b)) || compareTexts(a.eventId, b.eventId);

/** The register with one more fact: O(log n) comparisons, the untouched facts are shared. */
export function insert(register: Register, fact: Fact): Register {
  const place = firstNotBefore(register, fact);
  return register[place]?.eventId === fact.eventId ? register : register.toSpliced(place, 0, fact);
}

/** Any facts, in any order and any number of times, as a register. */
export function sortedSet(facts: readonly Fact[]): Register {
  if (facts.length <= 1) return facts;
  const sorted = facts.toSorted(compareFacts);
  return sorted.filter((fact, place) => sorted[place - 1]?.eventId !== fact.eventId);
}

function firstNotBefore(register: Register, fact: Fact): number {
  let [low, high] = [0, register.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const candidate = register[middle];
    if (candidate !== undefined && compareFacts(candidate, fact) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
