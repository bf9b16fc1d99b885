import { expect, it } from '@jest/globals';
import type { FindingAnswer } from '@subledger/queries';
import { findingLine } from './finding-line.js';

const finding: FindingAnswer = {
  kind: 'revenue-differs',
  environment: 'production',
  chain: null,
  profileId: null,
  because: { rule: 'revenue-differs', eventIds: [] },
  missing: { types: ['subscription_refunded'], count: 1, sentence: 'It differs.' },
  from: null,
  until: '2026-01-01T00:00:00Z',
  appearsAt: '2026-01-02T00:00:00Z',
};

it.each([
  [{ store: 'app_store', originalTransactionId: '1000' }, null, '  app_store/1000'],
  [null, 'p1', '  profile p1'],
  [null, null, ''],
])('a finding about the chain %j and the profile %j names it', (chain, profileId, whom) => {
  expect(findingLine({ ...finding, chain, profileId })).toBe(
    `2026-01-02T00:00:00Z  revenue-differs${whom}  It differs.`,
  );
});
