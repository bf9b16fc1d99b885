import { describe, expect, it } from '@jest/globals';
import { claimsOf, customersOf, flows } from './index.js';

const flowNamed = (name: string) => {
  const flow = flows.find((candidate) => candidate.name === name);
  if (flow === undefined) throw new Error(`There is no flow ${name}.`);
  return flow;
};

describe('the claims of an expectation', () => {
  it('are each thing that it says', () => {
    const claims = claimsOf({
      subscriptions: { '1000': { status: 'active', givesAccess: true, endReason: null } },
      access: { 'user-a': true, 'user-b': false },
      purchases: { '7000': 'owned' },
      revenueUsd: 0,
    });
    expect(claims).toEqual([
      { about: 'subscription', originalTransactionId: '1000', field: 'status', wanted: 'active' },
      { about: 'subscription', originalTransactionId: '1000', field: 'givesAccess', wanted: true },
      { about: 'subscription', originalTransactionId: '1000', field: 'endReason', wanted: null },
      { about: 'access', customer: 'user-a', wanted: true },
      { about: 'access', customer: 'user-b', wanted: false },
      { about: 'purchase', transactionId: '7000', wanted: 'owned' },
      { about: 'revenue', wanted: '0' },
    ]);
  });

  it('are none where it says nothing, and some in every documented step', () => {
    expect(claimsOf({})).toEqual([]);
    for (const step of flows.flatMap((flow) => flow.steps))
      expect(claimsOf(step.expect).length).toBeGreaterThan(0);
  });
});

describe("a flow's customers", () => {
  it('are those of its deliveries, of its sharing lists and of its expectations, once each', () => {
    expect(customersOf(flowNamed('cancellation'))).toEqual(['user-a']);
    expect(customersOf(flowNamed('shared-access-listed-only'))).toEqual(['user-a', 'user-b']);
    expect(customersOf(flowNamed('access-not-shared'))).toEqual(['user-a', 'user-b']);
  });
});
