import { type Difference, differencesBetween, type Traits } from './difference.js';
import type { Fact } from './fact.js';
import type { Instant } from './instant.js';
import { knownBy } from './known.js';
import { effectiveAt } from './register.js';
import { subjectOf } from './subject.js';

/** A question's two clocks: the instant it is about, and the instant up to which recorded events count. */
export interface TwoClocks {
  readonly at: Instant;
  readonly knownAt: Instant;
}

/** How the answers to two questions about the same customer or profile differ, and what made the difference. */
export interface Comparison {
  readonly differences: readonly Difference[];
  /** What would differ if nothing but time lay between the two. */
  readonly byTime: readonly Difference[];
  /** The events that turn the one answer into the other, in the order that they were given in. */
  readonly events: readonly Fact[];
  /** Whether each of the events is needed: leaving any of them out gives another answer. */
  readonly isMinimal: boolean;
}

/** Each candidate costs one evaluation of the whole answer. */
const MOST_CANDIDATES = 200;

/**
 * What an answer says.
 *
 * @param held what counts at the instant.
 * @param known what had been recorded, including what counts only later: it says which profiles belong to whom.
 */
export type Evaluate = (held: readonly Fact[], at: Instant, known: readonly Fact[]) => Traits;

/**
 * Compares the answer for `from` with the answer for `to`.
 *
 * @param facts all that is recorded, in the order of the log.
 */
export function compareQuestions(
  facts: readonly Fact[],
  evaluate: Evaluate,
  from: TwoClocks,
  to: TwoClocks,
): Comparison {
  const [heldBefore, heldAfter] = [heldIn(facts, from), heldIn(facts, to)];
  const before = evaluate([...heldBefore.values()], from.at, knownBy(facts, from.knownAt));
  const after = evaluate([...heldAfter.values()], to.at, knownBy(facts, to.knownAt));
  /** The answer for `to`, had only some of the events that separate the two come. */
  const withOnly = (some: readonly Fact[]): Traits => {
    const taken = new Set(some);
    const held = facts.flatMap(
      (fact) => (taken.has(fact) ? heldAfter : heldBefore).get(keyOf(fact)) ?? [],
    );
    const known = facts.filter((fact) => isKnown(fact, taken.has(fact) ? to : from));
    return evaluate(held, to.at, known);
  };
  const candidates = facts.filter(
    (fact) =>
      isKnown(fact, from) !== isKnown(fact, to) ||
      heldBefore.get(keyOf(fact))?.type !== heldAfter.get(keyOf(fact))?.type,
  );
  const isBounded = candidates.length <= MOST_CANDIDATES;
  const isEnough = (some: readonly Fact[]): boolean =>
    differencesBetween(withOnly(some), after).length === 0;
  return {
    differences: differencesBetween(before, after),
    byTime: differencesBetween(before, withOnly([])),
    events: isBounded ? fewest(candidates, isEnough) : candidates,
    isMinimal: isBounded,
  };
}

const isKnown = ({ recordedAt }: Fact, { knownAt }: TwoClocks): boolean => recordedAt <= knownAt;

/** Leaves out one event after another, as long as the answer stays the same. */
const fewest = (
  candidates: readonly Fact[],
  isEnough: (some: readonly Fact[]) => boolean,
): readonly Fact[] =>
  candidates.reduce((needed, candidate) => {
    const without = needed.filter((fact) => fact !== candidate);
    return isEnough(without) ? without : needed;
  }, candidates);

/** The facts that a question's two clocks let count. A correction withdraws its event from the beginning. */
function heldIn(facts: readonly Fact[], { at, knownAt }: TwoClocks): ReadonlyMap<string, Fact> {
  const held = knownBy(facts, knownAt).flatMap((fact) =>
    effectiveAt(fact) <= at ? [fact] : fact.supersedes === undefined ? [] : [takingAwayOnly(fact)],
  );
  return new Map(held.map((fact) => [keyOf(fact), fact]));
}

/** A correction whose own news is not in effect yet. */
const takingAwayOnly = (fact: Fact): Fact => ({ ...fact, type: 'retraction' });

/** A correction that moves news from one subject to another is a fact of both. */
const keyOf = (fact: Fact): string => `${fact.eventId} ${subjectOf(fact) ?? ''}`;
