import { describe, expect, it } from '@jest/globals';
import { day, news } from '../../test/news.js';
import type { Fact } from '../fact.js';
import type { Instant } from '../instant.js';
import { fold } from '../registers.js';
import { subscriptionAt } from '../subscription.js';
import { findingsAt } from './findings.js';

const update = (transactionId: string, purchasedAt: Instant, expiresAt: Instant): Fact =>
  news('access_level_updated', purchasedAt, {
    ...{ transactionId, purchasedAt },
    access: { levelId: 'premium', isActive: true, expiresAt },
  });

/** The purchase of February was lost, and the access update of March. */
const registers = fold([
  news('subscription_started', day('01'), { expiresAt: day('02') }),
  update('1000', day('01'), day('02')),
  update('1001', day('02'), day('03')),
  news('subscription_renewed', day('03'), {
    ...{ transactionId: '1002', purchasedAt: day('03'), expiresAt: day('04') },
  }),
]);

const disagreements = (at: Instant, told = registers) =>
  findingsAt(told, subscriptionAt(told, at), at)
    .filter(({ kind }) => kind === 'access-disagrees')
    .map(({ from, missing }) => [from, missing.sentence]);

describe('a disagreement on access', () => {
  it('is told from when it began', () => {
    const sentence = 'The subscription is expired, yet an access update gives access.';
    expect(disagreements(day('02', '10'))).toEqual([[day('02'), sentence]]);
  });

  it('that turns round is another one, for which no update can be late yet', () => {
    expect(disagreements(day('03'))).toEqual([]);
    const sentence = 'The subscription is active, yet no access update gives access.';
    expect(disagreements(day('03', '02'))).toEqual([[day('03'), sentence]]);
  });
});

describe('a renewal of which an update spoke for another profile alone', () => {
  const of = (profileId: string, fact: Fact): Fact => ({
    ...fact,
    profileId,
    eventId: `${fact.eventId} ${profileId}`,
  });
  const FIRST = update('1000', day('01'), day('02'));
  const SECOND = update('1001', day('02'), day('03'));
  const shared = [
    news('subscription_started', day('01'), { expiresAt: day('02') }),
    ...[FIRST, of('other', FIRST), of('other', SECOND)],
    news('subscription_renewed', day('02'), {
      ...{ transactionId: '1001', purchasedAt: day('02'), expiresAt: day('03') },
    }),
  ];

  it('is a disagreement on whoever its news name', () => {
    const sentence =
      'The subscription is active, yet no access update gives access to one of the profiles that hold it.';
    expect(disagreements(day('02'), fold(shared))).toEqual([]);
    expect(disagreements(day('02', '10'), fold(shared))).toEqual([[day('02'), sentence]]);
    expect(disagreements(day('02', '10'), fold([...shared, SECOND]))).toEqual([]);
  });

  it('is none on whom it was taken from', () => {
    const moved: Fact = {
      ...of('moved', FIRST),
      ...{ profileId: 'buyer', occurredAt: day('01', '11'), recordedAt: day('01', '11') },
      access: { levelId: 'premium', isActive: false },
    };
    expect(disagreements(day('02', '10'), fold([...shared, moved]))).toEqual([]);
  });
});
