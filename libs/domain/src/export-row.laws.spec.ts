import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { corrected } from '../test/corrections.js';
import { hasRow, rowOf, someRows, withRows } from '../test/export-rows.js';
import { factsOf, sources } from '../test/sources.js';
import { faults } from '../test/deliveries.js';
import { answerAt } from './answer.js';
import { FIRST_INSTANT, type Instant, later, shift } from './instant.js';
import type { Fact } from './fact.js';
import { revenueUsd } from './money.js';
import { evolve, fold, noRegisters } from './registers.js';
import { profilesNamedBy, subjectOf } from './subject.js';

const RUNS = { numRuns: 1000 };

const policy = { productLevels: {} };
const YEAR_MS = 365 * 86_400_000;

const told: fc.Arbitrary<readonly Fact[]> = fc
  .tuple(sources, faults)
  .map(([source, befalling]) => factsOf(source, befalling));

const lastOf = (facts: readonly Fact[]): Instant =>
  facts.map(({ recordedAt }) => recordedAt).reduce(later, FIRST_INSTANT);

const answer = (facts: readonly Fact[], at: Instant) =>
  answerAt(facts, new Set(facts.flatMap(profilesNamedBy)), policy, at);

/** What an app acts on. A row does not say when a period began, so neither that nor the name of the flow is compared. */
function decided(facts: readonly Fact[], at: Instant) {
  const { state, accessLevels, subscriptions, purchases, money, findings } = answer(facts, at);
  return {
    state,
    access: [...accessLevels].map(([level, { active, expiresAt }]) => [level, active, expiresAt]),
    subscriptions: subscriptions.map(({ status, autoRenewal, current, endReason }) => [
      ...[status, autoRenewal?.state, current.productId, current.endsAt, endReason],
    ]),
    purchases: purchases.map(({ transactionId, state: owned }) => [transactionId, owned]),
    revenue: revenueUsd(money),
    findings: findings.map(({ kind }) => kind).sort(),
  };
}

/** One of them; the case does not count if there is none. */
function oneOf(facts: readonly Fact[], number: number): Fact {
  const one = facts[number % Math.max(facts.length, 1)];
  fc.pre(one !== undefined);
  return one;
}

describe('a row of an export', () => {
  it('changes no answer where its event came as a webhook, before it or after it', () => {
    fc.assert(
      fc.property(told, someRows, fc.nat(YEAR_MS), (facts, of, ageMs) => {
        const at = shift(lastOf(facts), ageMs - YEAR_MS / 2);
        const both = withRows(facts, of);
        expect(answer(both, at)).toEqual(answer(facts, at));
        expect(answer(both.toReversed(), at)).toEqual(answer(facts, at));
      }),
      RUNS,
    );
  });

  it('gives, in the place of a lost webhook, what the webhook would once everything has happened', () => {
    fc.assert(
      fc.property(told, fc.nat(), fc.nat(YEAR_MS), (facts, number, ageMs) => {
        const lost = oneOf(facts.filter(hasRow), number);
        const last = facts.map(({ occurredAt }) => occurredAt).reduce(later, lastOf(facts));
        const at = shift(last, ageMs);
        const instead = [...facts.filter((fact) => fact !== lost), rowOf(lost, 1)];
        expect(decided(instead, at)).toEqual(decided(facts, at));
      }),
      RUNS,
    );
  });

  it('counts once, however many exports it comes in', () => {
    fc.assert(
      fc.property(told, fc.nat(), fc.nat(YEAR_MS), (facts, number, ageMs) => {
        const lost = oneOf(facts.filter(hasRow), number);
        const at = shift(lastOf(facts), ageMs - YEAR_MS / 2);
        const without = facts.filter((fact) => fact !== lost);
        const [row, again] = [rowOf(lost, 1), rowOf(lost, 2)];
        const once = answer([...without, row], at);
        expect(answer([...without, row, again], at)).toEqual(once);
        expect(answer([again, ...without, row], at)).toEqual(once);
      }),
      RUNS,
    );
  });

  it.each(['retraction', 'replacement'] as const)(
    'stays withdrawn by a %s when its webhook or another row comes afterwards',
    (kind) => {
      fc.assert(
        fc.property(told, fc.nat(), (facts, number) => {
          const lost = oneOf(facts.filter(hasRow), number);
          const row = rowOf(lost, 1);
          const withRow = [...facts.filter((fact) => fact !== lost), row];
          const of = withRow.length - 1;
          const withdrawn = corrected(withRow, [{ of, kind, delayMs: 1 }]);
          const at = shift(lastOf(withdrawn), YEAR_MS / 2);
          const answered = answer(withdrawn, at);
          for (const later of [lost, rowOf(lost, 2)]) {
            expect(answer([...withdrawn, later], at)).toEqual(answered);
            expect(answer([later, ...withdrawn], at)).toEqual(answered);
          }
        }),
        RUNS,
      );
    },
  );

  it('counts again once a correction that told of the same event by mistake is taken back', () => {
    fc.assert(
      fc.property(told, fc.nat(), fc.nat(), (facts, number, other) => {
        const lost = oneOf(facts.filter(hasRow), number);
        const withRow = [...facts.filter((fact) => fact !== lost), rowOf(lost, 1)];
        const others = withRow.slice(0, -1).filter((fact) => subjectOf(fact) === subjectOf(lost));
        const mistaken = oneOf(others, other);
        const mistake: Fact = { ...lost, eventId: 'mistake', supersedes: mistaken.eventId };
        const back: Fact = { ...mistaken, eventId: 'back', supersedes: 'mistake' };
        const plain: Fact = { ...mistaken, eventId: 'back', supersedes: mistaken.eventId };
        const all = [...withRow, mistake, back];
        const at = shift(lastOf(facts), YEAR_MS / 2);
        expect(decided(all, at)).toEqual(decided([...withRow, plain], at));
        const evolved = all.reduce(evolve, noRegisters);
        expect(evolved).toEqual(fold(all));
      }),
      RUNS,
    );
  });

  it('does not bring back what a person has withdrawn since', () => {
    fc.assert(
      fc.property(told, fc.nat(), (facts, number) => {
        const wrong = oneOf(facts.filter(hasRow), number);
        const at = shift(lastOf(facts), YEAR_MS / 2);
        const withdrawn = corrected(facts, [
          { of: facts.indexOf(wrong), kind: 'retraction', delayMs: 0 },
        ]);
        expect(answer([...withdrawn, rowOf(wrong, 1)], at)).toEqual(answer(withdrawn, at));
      }),
      RUNS,
    );
  });
});
