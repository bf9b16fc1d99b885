import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hasRow, rowOf, someRows, withRows } from '../test/export-rows.js';
import { factsOf, sources } from '../test/sources.js';
import { faults } from '../test/deliveries.js';
import { answerAt } from './answer.js';
import { FIRST_INSTANT, type Instant, later, shift } from './instant.js';
import type { Fact } from './fact.js';
import { revenueUsd } from './money.js';
import { profilesNamedBy } from './subject.js';

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
        const candidates = facts.filter(hasRow);
        const lost = candidates[number % Math.max(candidates.length, 1)];
        fc.pre(lost !== undefined);
        const last = facts.map(({ occurredAt }) => occurredAt).reduce(later, lastOf(facts));
        const at = shift(last, ageMs);
        const instead = [...facts.filter((fact) => fact !== lost), rowOf(lost, 1)];
        expect(decided(instead, at)).toEqual(decided(facts, at));
      }),
      RUNS,
    );
  });

  it('does not bring back what a person has withdrawn since', () => {
    fc.assert(
      fc.property(told, fc.nat(), (facts, number) => {
        const candidates = facts.filter(hasRow);
        const wrong = candidates[number % Math.max(candidates.length, 1)];
        fc.pre(wrong !== undefined);
        const { environment, chain, profileId } = wrong;
        const retraction: Fact = {
          eventId: 'a retraction',
          environment,
          type: 'retraction',
          name: '',
          occurredAt: wrong.recordedAt,
          recordedAt: wrong.recordedAt,
          supersedes: wrong.eventId,
          ...(chain && { chain }),
          ...(profileId && { profileId }),
        };
        const at = shift(lastOf(facts), YEAR_MS / 2);
        const withdrawn = [...facts, retraction];
        expect(answer([...withdrawn, rowOf(wrong, 1)], at)).toEqual(answer(withdrawn, at));
      }),
      RUNS,
    );
  });
});
