import { describe, expect, it } from '@jest/globals';
import { flows } from '@subledger/flows';
import fc from 'fast-check';
import { corrected, corrections } from '../test/corrections.js';
import { faults, momentsAround, ON_TIME } from '../test/deliveries.js';
import { DAY } from '../test/micros.js';
import { answerFor } from '../test/shown.js';
import { factsOf, picks, pickedFrom, sourceOfFlow, sources } from '../test/sources.js';
import { compareQuestions, type TwoClocks } from './comparison.js';
import { differencesBetween, type Traits, traitsOf } from './difference.js';
import type { Fact } from './fact.js';
import { type Instant, LAST_INSTANT } from './instant.js';
import { knownBy } from './known.js';
import { profilesNamedBy } from './subject.js';

const evaluation = (all: readonly Fact[]) => {
  const profiles = [...new Set(all.flatMap(profilesNamedBy))];
  return (facts: readonly Fact[], at: Instant): Traits => traitsOf(answerFor(facts, profiles, at));
};

const inFlow = (name: string, delays = ON_TIME): readonly Fact[] => {
  const flow = flows.find((one) => one.name === name);
  if (flow === undefined) throw new Error(`There is no flow ${name}.`);
  return factsOf(sourceOfFlow(flow), delays);
};

const instant = (text: string): Instant => `${text}T12:00:00.000000Z` as Instant;

const said = ({ differences }: { differences: ReturnType<typeof differencesBetween> }) =>
  Object.fromEntries(differences.map(({ field, before, after }) => [field, [before, after]]));

describe('two answers', () => {
  it('at one instant differ by the event that came late, and by nothing else', () => {
    const facts = inFlow('initial-purchase-and-renewal', [
      ...[1, 2].map(() => ({ delay: 0, again: null })),
      ...[1, 2].map(() => ({ delay: 3 * DAY, again: null })),
    ]);
    const at = instant('2026-02-02');
    const compared = compareQuestions(
      facts,
      evaluation(facts),
      { at, knownAt: at },
      { at, knownAt: LAST_INSTANT },
    );
    expect(said(compared)).toMatchObject({
      status: ['expired', 'active'],
      active: [false, true],
      revenueUsd: ['9.99', '19.98'],
    });
    expect(compared.byTime).toEqual([]);
    expect(compared.events.map(({ type }) => type)).toEqual([
      'subscription_renewed',
      'access_level_updated',
    ]);
  });

  it('at two instants differ by time alone where no event lies between', () => {
    const facts = inFlow('cancellation').slice(0, 4);
    const [from, to] = ['2026-01-25', '2026-02-05'].map(instant) as [Instant, Instant];
    const knownAt = LAST_INSTANT;
    const compared = compareQuestions(
      facts,
      evaluation(facts),
      { at: from, knownAt },
      { at: to, knownAt },
    );
    expect(said(compared)).toMatchObject({
      status: ['active', 'expired'],
      statusBasis: ['event', 'clock'],
    });
    expect(compared.byTime).toEqual(compared.differences);
    expect(compared.events).toEqual([]);
  });

  it('differ by a correction, and not by the event that it took away', () => {
    const facts = corrected(inFlow('cancellation').slice(0, 3), [
      { of: 2, kind: 'retraction', delayMs: 60_000 },
    ]);
    const [cancellation, correction] = facts.slice(2) as [Fact, Fact];
    const at = instant('2026-01-25');
    const compared = compareQuestions(
      facts,
      evaluation(facts),
      { at, knownAt: cancellation.recordedAt },
      { at, knownAt: LAST_INSTANT },
    );
    expect(said(compared)).toMatchObject({ autoRenew: ['will_not_renew', 'will_renew'] });
    expect(compared.events).toEqual([correction]);
  });

  it('are told apart by no more events than it needs', () => {
    fc.assert(
      fc.property(sources, faults, corrections, picks, (source, befalling, made, chosen) => {
        const facts = corrected(factsOf(source, befalling), made);
        const evaluate = evaluation(facts);
        const [a, b, c = a, d = b] = pickedFrom(momentsAround(facts), [...chosen, 3, 7]);
        const [from, to] = [
          { at: a, knownAt: c },
          { at: b, knownAt: d },
        ] as [TwoClocks, TwoClocks];
        const compared = compareQuestions(facts, evaluate, from, to);
        const answers = [from, to].map(({ at, knownAt }) => evaluate(knownBy(facts, knownAt), at));
        expect(compared.differences).toEqual(differencesBetween(...(answers as [Traits, Traits])));
        expect(compared.isMinimal).toBe(true);
        if (compared.events.length === 0) expect(compared.byTime).toEqual(compared.differences);
      }),
      { numRuns: 150 },
    );
  });
});
