import { describe, expect, it } from '@jest/globals';
import { flows } from '@subledger/flows';
import { factsOfFlow } from '../test/flow-facts.js';
import { compareDecimals } from './decimal.js';
import { type Answer, answerAt, type HeldSubscription } from './answer.js';
import type { Fact } from './fact.js';
import { formatInstant, type Instant } from './instant.js';
import { revenueUsd } from './money.js';
import { profilesNamedBy } from './subject.js';

describe.each(flows)('flow $name', (flow) => {
  it.each(flow.steps.map((step, place) => ({ ...step, place })))(
    'holds after "$step"',
    ({ place, at, expect: expected }) => {
      const facts = factsOfFlow(flow, place);
      const instant = at.replace('Z', '.000000Z') as Instant;
      const answer = answerAt(
        facts,
        new Set(facts.flatMap(profilesNamedBy)),
        { productLevels: {} },
        instant,
      );
      expect(answer.findings).toEqual([]);
      for (const [transaction, wanted] of Object.entries(expected.subscriptions ?? {}))
        expect(shown(answer, transaction)).toMatchObject(wanted);
      for (const [customer, active] of Object.entries(expected.access ?? {}))
        expect(accessOf(facts, customer, instant)).toBe(active);
      for (const [transaction, state] of Object.entries(expected.purchases ?? {}))
        expect(answer.purchases.find((one) => one.transactionId === transaction)?.state).toBe(
          state,
        );
      if (expected.revenueUsd !== undefined)
        expect(compareDecimals(revenueUsd(answer.money), String(expected.revenueUsd))).toBe(0);
    },
  );
});

function shown(answer: Answer, transaction: string): Record<string, unknown> | undefined {
  const found = answer.subscriptions.find((one) => one.chain.originalTransactionId === transaction);
  return found && fieldsOf(found);
}

const fieldsOf = (found: HeldSubscription): Record<string, unknown> => ({
  status: found.status,
  statusBasis: found.statusBasis,
  autoRenew: found.autoRenewal?.state,
  givesAccess: found.givesAccess,
  currentPeriodEndsAt:
    found.current.endsAt === undefined ? null : formatInstant(found.current.endsAt),
  productId: found.current.productId,
  endReason: found.endReason,
  billingIssueDetectedAt: found.billingIssue ? formatInstant(found.billingIssue.detectedAt) : null,
  gracePeriodEndsAt: found.billingIssue?.graceEndsAt
    ? formatInstant(found.billingIssue.graceEndsAt)
    : null,
});

function accessOf(facts: readonly Fact[], customer: string, at: Instant): boolean {
  const profiles = new Set(
    facts.flatMap((fact) => [
      ...(fact.customerUserId === customer && fact.profileId !== undefined ? [fact.profileId] : []),
      ...(fact.sharedWith ?? [])
        .filter((one) => one.customerUserId === customer)
        .map((one) => one.profileId),
    ]),
  );
  return (
    answerAt(facts, profiles, { productLevels: {} }, at).accessLevels.get('premium')?.active ??
    false
  );
}

describe("a customer's word", () => {
  it('is over after a transfer to somebody else, and goes on for the new holder', () => {
    const flow = flows.find(({ name }) => name === 'transfer-access-to-new-user');
    if (flow === undefined) throw new Error('There is no such flow.');
    const facts = factsOfFlow(flow);
    const at = '2026-02-02T00:00:00.000000Z' as Instant;
    const words = ['user-a', 'user-b'].map((customer) => {
      const mine = facts.filter((fact) => fact.customerUserId === customer);
      return answerAt(facts, new Set(mine.flatMap(profilesNamedBy)), { productLevels: {} }, at);
    });
    expect(words.map(({ state }) => state)).toEqual(['Subscription cancelled', 'Subscribed']);
    expect(words[0]?.subscriptions[0]?.heldBy).toEqual(words[1]?.subscriptions[0]?.heldBy);
  });
});
