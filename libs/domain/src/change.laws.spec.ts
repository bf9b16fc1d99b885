import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { comparable } from '../test/comparable.js';
import { corrected, corrections } from '../test/corrections.js';
import { faults } from '../test/deliveries.js';
import { factsOf, sources } from '../test/sources.js';
import { type Answer, answerOfSubject } from './answer.js';
import { type Change, changesOf, type Onlooker, traitsAt } from './change.js';
import type { Difference, TraitValue } from './difference.js';
import type { Fact } from './fact.js';
import { FIRST_INSTANT } from './instant.js';
import { compareTexts } from './order.js';
import { fold, noRegisters } from './registers.js';
import { profilesNamedBy, subjectOf } from './subject.js';

const RUNS = { numRuns: 150 };

/** One subject's facts in the order of the log, with whoever they name, and what each of them changed. */
const told = fc
  .tuple(sources, faults, corrections, fc.nat())
  .map(([source, befalling, made, pick]) => {
    const all = corrected(factsOf(source, befalling), made).toSorted((a, b) =>
      a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : 0,
    );
    const subjects = [...Map.groupBy(all, subjectOf).values()];
    const facts: readonly Fact[] = subjects[pick % subjects.length] ?? [];
    const profiles = new Set(facts.flatMap(profilesNamedBy));
    const onlooker = { profiles, policy: { productLevels: {} } };
    return { facts, onlooker, changes: [...changesOf(facts, onlooker)] };
  });

/** What was said, by its name: each difference must begin where the one before it ended. */
function follow(said: Map<string, TraitValue>, differences: readonly Difference[]): void {
  for (const { before, after, ...name } of differences) {
    const key = JSON.stringify(name);
    expect({ key, value: said.get(key) ?? null }).toEqual({ key, value: before });
    if (after === null) said.delete(key);
    else said.set(key, after);
  }
}

/** What is said of a subject of which nothing is recorded: that no money moved. */
const nothingSaid = (onlooker: Onlooker): readonly (readonly [string, TraitValue])[] =>
  [...traitsAt(noRegisters, onlooker, FIRST_INSTANT).values()].map(
    ({ name, value }) => [JSON.stringify(name), value] as const,
  );

/** Everything in an answer but what it rests on: which facts, since when, and the name of the whole sequence. */
const RESTS_ON = [
  'because',
  'eventIds',
  'facts',
  'fact',
  'since',
  'reason',
  'flowName',
  'appearsAt',
  'from',
  'periods',
];

/** What is summed has no order: a second event of a charge may come before another charge of the same instant. */
const summed = (answer: Answer): Answer => ({
  ...answer,
  money: answer.money.toSorted((a, b) =>
    compareTexts(
      `${a.occurredAt} ${a.transactionId} ${a.kind}`,
      `${b.occurredAt} ${b.transactionId} ${b.kind}`,
    ),
  ),
});

describe('the changes by events', () => {
  it('and by time, one after another from nothing, lead to the answer', () => {
    fc.assert(
      fc.property(told, ({ facts, onlooker, changes }) => {
        const said = new Map<string, TraitValue>(nothingSaid(onlooker));
        for (const { meanwhile, differences } of changes) {
          follow(said, meanwhile);
          follow(said, differences);
        }
        const last = changes.at(-1);
        if (last === undefined) return;
        const answer = [...traitsAt(fold(facts), onlooker, last.moment).values()];
        expect([...said].sort()).toEqual(
          answer.map(({ name, value }) => [JSON.stringify(name), value] as const).sort(),
        );
      }),
      RUNS,
    );
  });

  it('that are none can be left out: the answer at that moment is the same without the event', () => {
    fc.assert(
      fc.property(told, ({ facts, onlooker, changes }) => {
        for (const { fact, moment } of changes.filter(({ nothing }) => nothing !== null)) {
          const known = facts.slice(0, facts.indexOf(fact));
          const [without, withIt] = [known, [...known, fact]].map((some) =>
            comparable(
              summed(answerOfSubject(fold(some), onlooker.profiles, onlooker.policy, moment)),
              RESTS_ON,
            ),
          );
          expect(withIt).toBe(without);
        }
      }),
      RUNS,
    );
  });

  it('are the same for some of the events as for all', () => {
    fc.assert(
      fc.property(told, fc.nat(), fc.nat(), ({ facts, onlooker, changes }, one, other) => {
        const some = [one, other].map((place) => facts[place % facts.length]);
        const asked = [...changesOf(facts, onlooker, (fact) => some.includes(fact))];
        expect(asked).toEqual(changes.filter(({ fact }: Change) => some.includes(fact)));
      }),
      RUNS,
    );
  });
});
