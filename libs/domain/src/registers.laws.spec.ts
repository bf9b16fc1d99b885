import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { corrected, corrections } from '../test/corrections.js';
import { faults } from '../test/deliveries.js';
import { factsOf, sources } from '../test/sources.js';
import type { Fact } from './fact.js';
import {
  evolve,
  fold,
  merge,
  noRegisters,
  type RegisterName,
  type Registers,
  registersFedBy,
} from './registers.js';

const RUNS = { numRuns: 1000 };

/** Facts in any order, some of them more than once, some of them superseded. */
const someFacts: fc.Arbitrary<readonly Fact[]> = fc
  .tuple(sources, faults, corrections)
  .map(([source, befalling, of]) => corrected(factsOf(source, befalling), of))
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
    ...([1, 2, 3] as const).map(() => fc.shuffledSubarray([...facts]).map((part) => fold(part))),
  ),
) as fc.Arbitrary<[Registers, Registers, Registers]>;

describe('registers', () => {
  it('are the same by single facts, in chunks, in a tree or at once', () => {
    fc.assert(
      fc.property(someFacts, fc.integer({ min: 1, max: 7 }), (facts, size) => {
        const chunks = Array.from({ length: Math.ceil(facts.length / size) }, (_, place) =>
          fold(facts.slice(place * size, (place + 1) * size)),
        );
        const atOnce = fold(facts);
        expect(facts.reduce(evolve, noRegisters)).toEqual(atOnce);
        expect(chunks.reduce(merge, noRegisters)).toEqual(atOnce);
        expect(chunks.reduceRight((joined, chunk) => merge(chunk, joined))).toEqual(atOnce);
      }),
      RUNS,
    );
  });

  it('merge commutatively, associatively and idempotently, with the empty ones as the neutral element', () => {
    fc.assert(
      fc.property(parts, ([a, b, c]) => {
        expect(merge(a, b)).toEqual(merge(b, a));
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
        expect(merge(a, a)).toEqual(a);
        expect(merge(merge(a, b), b)).toEqual(merge(a, b));
        expect(merge(a, noRegisters)).toEqual(a);
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
        expect(after.superseded).toBe(superseded);
        const changed = names.filter((name) => after[name] !== before[name]);
        const fed: RegisterName[] = ['all', ...registersFedBy(fact.type)];
        expect(new Set(changed)).toEqual(new Set(isNew ? fed : []));
        for (const name of changed) expect(after[name]).toHaveLength(before[name].length + 1);
        // What a single fact's registers add to the rest, by merging instead.
        const merged = merge(before, fold([fact]));
        for (const name of names.filter((one) => !fed.includes(one)))
          expect(merged[name] === before[name] || merged[name].length === 0).toBe(true);
      }),
      RUNS,
    );
  });
});
