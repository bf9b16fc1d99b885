import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { corrected, corrections } from '../test/corrections.js';
import { faults } from '../test/deliveries.js';
import { someRows, withRows } from '../test/export-rows.js';
import { factsOf, sources } from '../test/sources.js';
import type { Fact } from './fact.js';
import { compareTexts } from './order.js';
import { evolve, fold, noRegisters, type RegisterName, registersFedBy } from './registers.js';

const RUNS = { numRuns: 1000 };

/** Facts in any order, some of them more than once, some of them superseded, some of them also as rows of an export. */
const someFacts: fc.Arbitrary<readonly Fact[]> = fc
  .tuple(sources, faults, corrections, someRows)
  .map(([source, befalling, of, rows]) => corrected(withRows(factsOf(source, befalling), rows), of))
  .chain((facts) =>
    fc.tuple(
      fc.shuffledSubarray([...facts], { minLength: facts.length }),
      fc.array(fc.constantFrom(...facts), { maxLength: 4 }),
    ),
  )
  .map(([facts, again]) => [...facts, ...again]);

/** Three parts that may have facts in common. */
const parts = someFacts.chain((facts) =>
  fc.tuple(
    fc.shuffledSubarray([...facts]),
    fc.shuffledSubarray([...facts]),
    fc.shuffledSubarray([...facts]),
  ),
);

/** Each fact once, in an order that has nothing to do with when it came. */
const setOf = (facts: readonly Fact[]): readonly Fact[] =>
  [...new Map(facts.map((fact) => [fact.eventId, fact])).values()].sort((a, b) =>
    compareTexts(a.eventId, b.eventId),
  );

describe('registers', () => {
  it('are those of the set of facts, in whatever order and however often these are folded or evolved', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const ofSet = fold(setOf(facts));
        expect(fold(facts)).toEqual(ofSet);
        expect(fold(facts.toReversed())).toEqual(ofSet);
        expect(facts.reduce(evolve, noRegisters)).toEqual(ofSet);
        expect(facts.reduce(evolve, ofSet)).toEqual(ofSet);
      }),
      RUNS,
    );
  });

  it('are the same wherever folding at once ends and evolving fact by fact begins', () => {
    fc.assert(
      fc.property(parts, ([a, b, c]) => {
        const ofSet = fold(setOf([...a, ...b, ...c]));
        for (const [first, ...others] of [
          [a, b, c],
          [b, c, a],
          [c, b, a],
        ] as const) {
          expect(others.flat().reduce(evolve, fold(first))).toEqual(ofSet);
          expect(fold([...first, ...others.flat()])).toEqual(ofSet);
        }
        expect(c.reduce(evolve, fold([...a, ...b]))).toEqual(ofSet);
      }),
      RUNS,
    );
  });

  it('share with their successors whatever a fact does not touch', () => {
    fc.assert(
      fc.property(someFacts, ([fact, ...facts]) => {
        if (fact === undefined) return;
        const before = fold(facts);
        const after = evolve(before, fact);
        const isNew = !before.all.includes(fact);
        const { superseded, ...registers } = before;
        const names = Object.keys(registers) as RegisterName[];
        fc.pre(fact.supersedes === undefined && !superseded.includes(fact.eventId));
        // A webhook withdraws the row that tells of the same event, and such a row itself.
        fc.pre(after.superseded.length === superseded.length);
        expect(after.superseded).toBe(superseded);
        const changed = names.filter((name) => after[name] !== before[name]);
        const fed: RegisterName[] = ['all', ...registersFedBy(fact.type)];
        expect(new Set(changed)).toEqual(new Set(isNew ? fed : []));
        for (const name of changed) expect(after[name]).toHaveLength(before[name].length + 1);
      }),
      RUNS,
    );
  });
});
