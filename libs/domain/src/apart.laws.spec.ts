import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { corrected, corrections } from '../test/corrections.js';
import { faults, momentsAround, ON_TIME } from '../test/deliveries.js';
import { someRows, withRows } from '../test/export-rows.js';
import { answerFor } from '../test/shown.js';
import { factsOf, pickedFrom, picks, relabelled, sources } from '../test/sources.js';
import { type Answer, answerOfSubject } from './answer.js';
import type { Fact } from './fact.js';
import { evolve, fold, noRegisters, type Registers } from './registers.js';
import { profilesNamedBy, type Subject, subjectOf } from './subject.js';

const RUNS = { numRuns: 1000 };

/** Facts of two lifecycles, some superseded, some also as rows of an export, in any order. */
const someFacts: fc.Arbitrary<readonly Fact[]> = fc
  .tuple(sources, sources, faults, corrections, someRows)
  .map(([one, other, befalling, made, rows]) => [
    ...corrected(withRows(factsOf(one, befalling), rows), made),
    ...factsOf(relabelled(other, 'other'), ON_TIME),
  ])
  .chain((facts) => fc.shuffledSubarray(facts, { minLength: facts.length }));

/** How many workers there are, and which of them gets the next subject. */
const shares = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 8 });

type BySubject = ReadonlyMap<Subject, Registers>;

/** As events come: each fact evolves its subject, whatever came between. */
function inOnePass(facts: readonly Fact[]): BySubject {
  const held = new Map<Subject, Registers>();
  for (const fact of facts) {
    const subject = subjectOf(fact);
    if (subject !== null) held.set(subject, evolve(held.get(subject) ?? noRegisters, fact));
  }
  return held;
}

/** Worker by worker, each folding its subjects one by one: the facts that came last first. */
function apart(facts: readonly Fact[], share: readonly number[]): BySubject {
  const subjects = [...Map.groupBy(facts.toReversed(), subjectOf)];
  const workers = Map.groupBy(subjects, (_, place) => share[place % share.length]);
  return new Map(
    [...workers.values()]
      .flat()
      .flatMap(([subject, own]) => (subject === null ? [] : [[subject, fold(own)] as const])),
  );
}

/** Lists that say the same, in an order of their own. */
const sorted = (list: readonly unknown[]): readonly string[] =>
  list.map((one) => JSON.stringify(one)).sort();

describe('subjects that are folded apart', () => {
  it('have the registers that all facts in one pass give them', () => {
    fc.assert(
      fc.property(someFacts, shares, (facts, share) => {
        expect(apart(facts, share)).toEqual(inOnePass(facts));
      }),
      RUNS,
    );
  });

  it('are together the answer of all facts at once', () => {
    fc.assert(
      fc.property(someFacts, shares, picks, (facts, share, chosen) => {
        const profiles = new Set(facts.flatMap(profilesNamedBy));
        const subjects = [...apart(facts, share).values()];
        for (const at of pickedFrom(momentsAround(facts), chosen)) {
          const atOnce = answerFor(facts, [...profiles], at);
          const parts = subjects.map((registers) =>
            answerOfSubject(registers, profiles, { productLevels: {} }, at),
          );
          for (const list of ['subscriptions', 'purchases', 'money'] as const)
            expect(sorted(parts.flatMap((part): readonly unknown[] => part[list]))).toEqual(
              sorted(atOnce[list]),
            );
          // What a profile has paid in all is compared over all its subjects.
          const own = atOnce.findings.filter(({ kind }) => kind !== 'revenue-differs');
          expect(sorted(parts.flatMap(({ findings }) => findings))).toEqual(sorted(own));
          expect(activeIn(parts)).toEqual(activeIn([atOnce]));
        }
      }),
      RUNS,
    );
  });
});

/** The access levels that any of the answers gives. */
const activeIn = (answers: readonly Answer[]): ReadonlySet<string> =>
  new Set(
    answers.flatMap(({ accessLevels }) =>
      [...accessLevels].filter(([, { active }]) => active).map(([level]) => level),
    ),
  );
