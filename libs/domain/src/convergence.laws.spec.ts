import { describe, expect, it } from '@jest/globals';
import { flows } from '@subledger/flows';
import fc from 'fast-check';
import { corrected, corrections } from '../test/corrections.js';
import { comparable } from '../test/comparable.js';
import { faults, isWithin, momentsAround, ON_TIME } from '../test/deliveries.js';
import { answerFor } from '../test/shown.js';
import {
  announcementsOf,
  composedSources,
  factsOf,
  heardUntil,
  pickedFrom,
  picks,
  relabelled,
  sourceOfFlow,
  sources,
} from '../test/sources.js';
import type { Fact } from './fact.js';
import type { Instant } from './instant.js';
import { profilesNamedBy } from './subject.js';
import { standing } from './superseded.js';

const RUNS = { numRuns: 1000 };

const profilesOf = (facts: readonly Fact[]): string[] => [
  ...new Set(facts.flatMap(profilesNamedBy)),
];

const told = (facts: readonly Fact[], at: Instant, without: readonly string[] = []): string =>
  comparable(answerFor(facts, profilesOf(facts).sort(), at), without);

const known = flows.map((flow) => {
  const facts = factsOf(sourceOfFlow(flow), ON_TIME);
  return { facts, answers: momentsAround(facts).map((at) => ({ at, answer: told(facts, at) })) };
});

describe('answers', () => {
  it('of a flow are the same at every instant, in whatever order and number its facts come', () => {
    const shuffles = fc.constantFrom(...known).chain(({ facts, answers }) =>
      fc.record({
        answers: fc.constant(answers),
        shuffled: fc
          .array(fc.constantFrom(...facts), { maxLength: 3 })
          .chain((again) =>
            fc.shuffledSubarray([...facts, ...again], { minLength: facts.length + again.length }),
          ),
      }),
    );
    fc.assert(
      fc.property(shuffles, ({ answers, shuffled }) => {
        for (const { at, answer } of answers) expect(told(shuffled, at)).toBe(answer);
      }),
      RUNS,
    );
  });

  it('with corrections among the facts are those of the facts that count, in whatever order they come', () => {
    fc.assert(
      fc.property(
        sources,
        faults,
        corrections,
        picks,
        fc.infiniteStream(fc.nat()),
        (source, befalling, made, chosen, keys) => {
          const facts = corrected(factsOf(source, befalling), made);
          const mixed = facts
            .map((fact) => ({ fact, key: keys.next().value as number }))
            .sort((a, b) => a.key - b.key)
            .map(({ fact }) => fact);
          const counting = standing(facts);
          const everybody = profilesOf(facts).sort();
          for (const at of pickedFrom(momentsAround(facts), chosen)) {
            const answer = comparable(answerFor(counting, everybody, at));
            expect(comparable(answerFor(facts, everybody, at))).toBe(answer);
            expect(comparable(answerFor(mixed, everybody, at))).toBe(answer);
          }
        },
      ),
      RUNS,
    );
  });

  it('do not depend on how late, in which order and how often events are delivered', () => {
    fc.assert(
      fc.property(sources, faults, picks, (source, befalling, chosen) => {
        fc.pre(announcementsOf(source).length === 0);
        const [late, onTime] = [factsOf(source, befalling), factsOf(source, ON_TIME)];
        for (const at of pickedFrom(momentsAround(onTime), chosen))
          expect(told(late, at, ['recordedAt'])).toBe(told(onTime, at, ['recordedAt']));
      }),
      RUNS,
    );
  });

  it('do not depend on whether a renewal is announced early, once it is due', () => {
    const announced = sources.filter((source) => announcementsOf(source).length > 0);
    fc.assert(
      fc.property(announced, faults, picks, (source, befalling, chosen) => {
        const [late, onTime] = [factsOf(source, befalling), factsOf(source, ON_TIME)];
        const announcements = announcementsOf(source);
        const isDue = (at: Instant): boolean => !isWithin(announcements, at);
        // Since when renewal is on, and when a finding appeared, is when the announcement came.
        const without = ['recordedAt', 'since', 'appearsAt'];
        for (const at of pickedFrom(momentsAround(onTime).filter(isDue), chosen))
          expect(told(late, at, without)).toBe(told(onTime, at, without));
      }),
      RUNS,
    );
  });

  it('at an instant stay the same, whatever is recorded that takes effect later', () => {
    fc.assert(
      fc.property(sources, composedSources, faults, picks, (one, other, befalling, chosen) => {
        // The other lifecycle has the same customers and transactions: contradictions change nothing either.
        const facts = [...factsOf(one, befalling), ...factsOf(other, ON_TIME)];
        for (const at of pickedFrom(momentsAround(facts), chosen)) {
          const profiles = profilesOf(facts);
          const before = comparable(answerFor(heardUntil(facts, at), profiles, at));
          expect(comparable(answerFor(facts, profiles, at))).toBe(before);
        }
      }),
      RUNS,
    );
  });

  it('of one lifecycle are not touched by another one', () => {
    fc.assert(
      fc.property(sources, sources, faults, picks, (one, other, befalling, chosen) => {
        const mine = factsOf(relabelled(one, 'one'), befalling);
        const others = factsOf(relabelled(other, 'other'), ON_TIME);
        const profiles = profilesOf(mine);
        const chains = new Set(mine.map((fact) => fact.chain?.originalTransactionId));
        for (const at of pickedFrom(momentsAround([...mine, ...others]), chosen)) {
          const together = answerFor([...others, ...mine], profiles, at);
          const apart = answerFor(mine, profiles, at);
          const isMine = ({ chain }: { chain?: Fact['chain'] }): boolean =>
            chain === undefined || chains.has(chain.originalTransactionId);
          const untouched = {
            ...together,
            // The caller passes the facts of the profiles' subjects only; the word is about all that it passes.
            state: apart.state,
            subscriptions: together.subscriptions.filter(isMine),
            findings: together.findings.filter(isMine),
          };
          expect(comparable(untouched)).toBe(comparable(apart));
        }
      }),
      RUNS,
    );
  });
});
