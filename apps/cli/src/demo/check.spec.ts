import { describe, expect, it } from '@jest/globals';
import type { Flow, FlowExpectation } from '@subledger/flows';
import type { Said } from './demo-client.js';
import { checkFlows } from './check.js';
import { accessPath, type Answers, changedPaths, statusPath } from './questions.js';

const AT = '2026-01-01T01:00:00Z';
const flowThatExpects = (expected: FlowExpectation): Flow => ({
  name: 'a flow',
  title: 'A flow',
  store: 'app_store',
  steps: [{ step: 'a step', at: AT, deliver: [{ customer_user_id: 'a' }], expect: expected }],
});
const said = (body: Said['body'], status = 200): Said => ({ status, body });

const answers: Answers = new Map([
  [
    statusPath('a', AT),
    said({
      subscriptions: [{ originalTransactionId: '1000', status: 'active', autoRenew: null }],
      purchases: [{ transactionId: '7000', state: 'owned' }],
      revenue: { usd: '9.9900' },
      position: '4',
    }),
  ],
  [accessPath('a', AT), said({ active: true })],
  [statusPath('b', AT), said({ code: 'not-found' }, 404)],
  [accessPath('b', AT), said({ active: false })],
]);
const check = (expected: FlowExpectation) => checkFlows([flowThatExpects(expected)], answers);

describe('the check of a flow', () => {
  it('finds every claim met that the answers bear out', () => {
    const expected: FlowExpectation = {
      subscriptions: { '1000': { status: 'active', autoRenew: null } },
      access: { a: true, b: false },
      purchases: { '7000': 'owned' },
      revenueUsd: 9.99,
    };
    expect(check(expected)).toEqual({ steps: 1, claims: 6, unmet: [] });
  });

  it.each<[FlowExpectation, string]>([
    [
      { subscriptions: { '1000': { status: 'expired' } } },
      'status of 1000 should be expired but is active',
    ],
    [
      { subscriptions: { '2000': { status: 'active' } } },
      'status of 2000 should be active but is missing',
    ],
    [{ access: { b: true } }, 'access of b should be true but is false'],
    [{ purchases: { '7000': 'refunded' } }, 'purchase 7000 should be refunded but is owned'],
    [{ purchases: { '7001': 'owned' } }, 'purchase 7001 should be owned but is missing'],
    [{ revenueUsd: 10 }, 'revenue should be 10 but is 9.99'],
  ])('says which claim is not met: %j', (expected, why) => {
    expect(check(expected).unmet).toEqual([`a flow, "a step": ${why}`]);
  });
});

describe('answers that are compared', () => {
  const path = statusPath('a', AT);
  const with_ = (more: Record<string, unknown>): Answers =>
    new Map([...answers, [path, said({ ...answers.get(path)?.body, ...more })]]);

  it('are the same where only the asking differs', () => {
    expect(changedPaths(answers, with_({ position: '9', lag: 3, at: 'later' }))).toEqual([]);
  });

  it('differ where anything else does, or one is missing', () => {
    expect(changedPaths(answers, with_({ revenue: { usd: '9.98' } }))).toEqual([path]);
    expect(changedPaths(answers, new Map())).toEqual([...answers.keys()]);
  });
});
