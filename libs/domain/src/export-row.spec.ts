import { describe, expect, it } from '@jest/globals';
import { flows } from '@subledger/flows';
import { hasRow, rowOf } from '../test/export-rows.js';
import { factsOfFlow } from '../test/flow-facts.js';
import { answerAt } from './answer.js';
import { isSameEvent } from './export-row.js';
import type { Fact } from './fact.js';
import type { Instant } from './instant.js';
import { revenueUsd } from './money.js';
import { profilesNamedBy } from './subject.js';

/** What an app acts on, without which events decided it. */
function decided(facts: readonly Fact[], at: Instant) {
  const profiles = new Set(facts.flatMap(profilesNamedBy));
  const answer = answerAt(facts, profiles, { productLevels: {} }, at);
  return {
    state: answer.state,
    findings: answer.findings,
    revenue: revenueUsd(answer.money),
    access: [...answer.accessLevels].map(([level, access]) => [
      level,
      access.active,
      access.expiresAt,
    ]),
    subscriptions: answer.subscriptions.map(
      ({ chain, status, flowName, autoRenewal, givesAccess, current, endReason, endedAt }) => ({
        ...{ chain, status, flowName, givesAccess, endReason, endedAt },
        renews: autoRenewal?.state,
        product: current.productId,
        from: current.startsAt,
        until: current.endsAt,
      }),
    ),
    purchases: answer.purchases.map(({ transactionId, state }) => [transactionId, state]),
  };
}

const cases = flows.flatMap((flow) => {
  const facts = factsOfFlow(flow);
  return facts
    .filter(hasRow)
    .map((fact) => ({ name: flow.name, type: fact.type, flow, facts, fact }));
});

it.each(cases)(
  'in $name a row of an export in the place of a lost $type gives the same answers',
  ({ flow, facts, fact }) => {
    const instead = [...facts.filter((one) => one !== fact), rowOf(fact, 1)];
    for (const { at } of flow.steps) {
      const instant = at.replace('Z', '.000000Z') as Instant;
      expect(decided(instead, instant)).toEqual(decided(facts, instant));
    }
  },
);

describe('a row and a webhook', () => {
  const webhook = cases[0]?.fact;
  if (webhook === undefined) throw new Error('The first flow has a purchase.');
  const row = rowOf(webhook, 1);

  it('are one event if type, transaction, profile and second agree', () => {
    const second = webhook.occurredAt.slice(0, 19);
    expect(isSameEvent(row, webhook)).toBe(true);
    expect(isSameEvent(row, { ...webhook, occurredAt: `${second}.181000Z` as Instant })).toBe(true);
    expect(isSameEvent(row, { ...webhook, name: 'a name of our own' })).toBe(true);
  });

  it.each([
    { type: 'subscription_expired' },
    { transactionId: 'another' },
    { profileId: 'another' },
    { occurredAt: '2026-01-01T00:00:01.000000Z' },
  ] as Partial<Fact>[])('are two if they differ in %j', (other) => {
    expect(isSameEvent(row, { ...webhook, ...other })).toBe(false);
  });

  it('are told apart by their names while these mean nothing', () => {
    const [a, b] = [row, webhook].map((fact) => ({ ...fact, type: 'unrecognised' as const }));
    if (a === undefined || b === undefined) throw new Error('Both are there.');
    expect(isSameEvent(a, { ...b, name: a.name.toUpperCase() })).toBe(true);
    expect(isSameEvent(a, { ...b, name: 'another' })).toBe(false);
  });
});
