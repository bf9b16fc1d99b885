import { describe, expect, it } from '@jest/globals';
import { day, news, without } from '../test/news.js';
import { accessLevelsAt } from './answer.js';
import type { Fact } from './fact.js';
import { findingsAt } from './findings/findings.js';
import { fold } from './registers.js';
import { subscriptionAt } from './subscription.js';

const FIRST = { transactionId: '1000', purchasedAt: day('01'), expiresAt: day('02') };
const SECOND = { transactionId: '1001', purchasedAt: day('02'), expiresAt: day('03') };
const THIRD = { transactionId: '1002', purchasedAt: day('03'), expiresAt: day('04') };

type Term = typeof FIRST;

const bought = (term: Term): Fact => news('subscription_renewed', term.purchasedAt, term);

const update = (levelId: string, term: Term, isActive = true, at = term.purchasedAt): Fact => ({
  ...without(news('access_level_updated', at), 'purchasedAt'),
  eventId: `${levelId} ${term.transactionId} ${String(isActive)}`,
  transactionId: term.transactionId,
  access: { levelId, isActive, expiresAt: term.expiresAt },
});

const JANUARY = [bought(FIRST), update('premium', FIRST), update('extra', FIRST)];
const FEBRUARY = [...JANUARY, bought(SECOND), update('premium', SECOND)];

const given = (facts: readonly Fact[], at = day('02', '10'), profileId = 'buyer') =>
  [...accessLevelsAt(facts, new Set([profileId]), { productLevels: {} }, at)].flatMap(
    ([levelId, { active, basis }]) => (active ? [`${levelId} ${basis}`] : []),
  );

const missing = (facts: readonly Fact[], at = day('02', '10')) => {
  const registers = fold(facts);
  return findingsAt(registers, subscriptionAt(registers, at), at)
    .filter(({ kind }) => kind === 'access-update-missing')
    .map(({ missing: { sentence } }) => sentence);
};

describe('a product of two levels, of one of which the update is not here', () => {
  it('gives both', () => {
    expect(given(FEBRUARY)).toEqual(['extra subscription', 'premium access_update']);
    expect(given([...FEBRUARY, update('extra', SECOND)])).toEqual([
      'extra access_update',
      'premium access_update',
    ]);
  });

  it('has the update missing once it had its time', () => {
    expect(missing(FEBRUARY, day('02'))).toEqual([]);
    expect(missing(FEBRUARY)).toEqual([
      'A period began without the access update for level extra that the previous period came with.',
    ]);
    expect(missing([...FEBRUARY, update('extra', SECOND)])).toEqual([]);
  });

  it('gives no level that an update takes away', () => {
    const removal = update('extra', SECOND, false, day('02', '05'));
    expect(given([...FEBRUARY, removal])).toEqual(['premium access_update']);
    expect(missing([...FEBRUARY, removal])).toEqual([]);
    const before = update('extra', FIRST, false, day('01', '20'));
    expect(given([...FEBRUARY, before])).toEqual(['premium access_update']);
    expect(missing([...FEBRUARY, before])).toEqual([]);
  });

  it('gives what it gave though all was taken away when its period was over', () => {
    const over = JANUARY.slice(1).map((fact) => ({
      ...fact,
      ...{ eventId: `over ${fact.eventId}`, occurredAt: day('02'), recordedAt: day('02') },
      access: { levelId: fact.access?.levelId ?? '', isActive: false },
    }));
    expect(given([...FEBRUARY, ...over])).toEqual(['extra subscription', 'premium access_update']);
  });

  it('gives the other one for one period only: then it was taken off the product', () => {
    const march = [...FEBRUARY, bought(THIRD), update('premium', THIRD)];
    expect(given(march, day('03', '10'))).toEqual(['premium access_update']);
    expect(missing(march, day('03', '10'))).toEqual([]);
  });

  it('gives what its updates say now, where that is another level than before', () => {
    const facts = [...JANUARY, bought(SECOND), update('pro', SECOND)];
    expect(given(facts)).toEqual(['pro access_update']);
    expect(missing(facts)).toEqual([]);
  });

  it('gives each profile what no update tells it', () => {
    const shared = { ...bought(SECOND), sharedWith: [{ profileId: 'other' }] };
    const facts = [...JANUARY, shared, update('premium', SECOND)];
    expect(given(facts, day('02', '10'), 'other')).toEqual([
      'extra subscription',
      'premium subscription',
    ]);
  });
});

describe('a level of another product', () => {
  it('is not given once the product was changed', () => {
    const plus = { productId: 'plus' };
    const facts = [
      ...[bought(FIRST), update('basic', FIRST)],
      ...[
        { ...bought(SECOND), ...plus },
        { ...update('gold', SECOND), ...plus },
      ],
    ];
    expect(given(facts)).toEqual(['gold access_update']);
    expect(missing(facts)).toEqual([]);
  });
});
