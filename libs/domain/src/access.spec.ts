import { describe, expect, it } from '@jest/globals';
import { PROFILES } from '../test/history.js';
import { factsFrom, lossOfStart } from '../test/losses.js';
import { day, news } from '../test/news.js';
import { answerFor } from '../test/shown.js';
import { accessLevelsAt } from './answer.js';
import type { AccessStatement, Fact } from './fact.js';
import type { Instant } from './instant.js';

const STARTS = day('01');
const ENDS = day('02');
const EXTENDED_TO = day('02', '17');
const BEFORE_END = day('01', '10');
const BETWEEN = day('02', '10');

const update = (occurredAt: Instant, said: Partial<AccessStatement>, profileId = 'buyer'): Fact =>
  news('access_level_updated', occurredAt, {
    profileId,
    access: { levelId: 'premium', isActive: true, expiresAt: ENDS, ...said },
  });

const PURCHASE = news('subscription_started', STARTS, { expiresAt: ENDS });
const GRANT = update(STARTS, {});
const GRACE = news('entered_grace_period', ENDS, { expiresAt: EXTENDED_TO });
const DEFERRAL = news('subscription_deferred', day('01', '20'), { expiresAt: EXTENDED_TO });

const premium = (facts: readonly Fact[], profileId = 'buyer', at = BETWEEN) =>
  accessLevelsAt(facts, new Set([profileId]), { productLevels: {} }, at).get('premium');

describe('access that ran out while its subscription went on', () => {
  it('goes on through a grace period that was told after the access update', () => {
    expect(premium([PURCHASE, GRANT, GRACE])).toMatchObject({
      active: true,
      expiresAt: EXTENDED_TO,
      inGracePeriod: true,
      basis: 'subscription',
      because: { rule: 'subscription-gives-access', eventIds: [GRACE.eventId] },
    });
    expect(premium([PURCHASE, GRANT, GRACE], 'buyer', EXTENDED_TO)?.active).toBe(false);
  });

  it('goes on until the end to which the period was deferred', () => {
    const level = premium([PURCHASE, GRANT, DEFERRAL]);
    expect(level).toMatchObject({ active: true, expiresAt: EXTENDED_TO, basis: 'subscription' });
  });

  it('ends where the access update was told later than the deferral', () => {
    const later = update(day('01', '21'), {});
    expect(premium([PURCHASE, DEFERRAL, later])?.active).toBe(false);
  });

  it('ends where an update took it away', () => {
    expect(premium([PURCHASE, GRANT, GRACE, update(ENDS, { isActive: false })])?.active).toBe(
      false,
    );
  });

  it('goes on for whom it had moved to, and not for the buyer', () => {
    const moved = day('01', '11');
    const facts = [
      ...[PURCHASE, GRANT, update(moved, { isActive: false }), update(moved, {}, 'other')],
      GRACE,
    ];
    expect([premium(facts)?.active, premium(facts, 'other')?.active]).toEqual([false, true]);
  });
});

describe('a renewal that is announced early', () => {
  const NEXT = { transactionId: '1001', purchasedAt: ENDS };
  const ANNOUNCED = [
    news('subscription_renewed', ENDS, { ...NEXT, expiresAt: day('03') }),
    { ...update(ENDS, { startsAt: ENDS, expiresAt: day('03') }), ...NEXT },
  ].map((fact) => ({ ...fact, recordedAt: day('01', '31') }));
  const EVENING = '2026-01-31T20:00:00.000000Z' as Instant;

  it('takes nothing away from the period that runs, of which no update speaks', () => {
    const until = { active: true, expiresAt: ENDS, basis: 'subscription' };
    expect(premium([PURCHASE, ...ANNOUNCED], 'buyer', EVENING)).toMatchObject(until);
    const next = { active: true, expiresAt: day('03'), basis: 'access_update' };
    expect(premium([PURCHASE, ...ANNOUNCED], 'buyer', ENDS)).toMatchObject(next);
  });

  it('gives nothing back that an update took away', () => {
    const taken = update(day('01', '20'), { isActive: false });
    expect(premium([PURCHASE, GRANT, taken, ...ANNOUNCED], 'buyer', EVENING)?.active).toBe(false);
  });
});

describe('the level of a renewal whose access update has not come', () => {
  const RENEWED = news('subscription_renewed', day('03'), {
    ...{ productId: 'pro.monthly', transactionId: '1002', purchasedAt: day('03') },
    expiresAt: day('04'),
  });
  const pro = { productId: 'pro.monthly', transactionId: '1001', purchasedAt: ENDS };
  const CHANGED = news('subscription_started', ENDS, { ...pro, expiresAt: day('03') });
  const levelUpdate = (said: Partial<Fact>, levelId: string, isActive: boolean): Fact => ({
    ...update(said.purchasedAt === undefined ? STARTS : ENDS, { levelId, isActive }),
    eventId: `${levelId} ${String(isActive)}`,
    ...said,
  });
  const basic = { productId: 'basic.monthly' };
  const UPDATES = [
    levelUpdate(basic, 'basic', true),
    levelUpdate(basic, 'basic', false),
    levelUpdate(pro, 'pro', true),
  ];
  const levelsGiven = (facts: readonly Fact[], profileId = 'buyer', productLevels = {}) =>
    [...accessLevelsAt(facts, new Set([profileId]), { productLevels }, day('03', '10'))].flatMap(
      ([levelId, { active }]) => (active ? [levelId] : []),
    );

  it('is that of its product, and not one that was taken away with another product', () => {
    expect(levelsGiven([PURCHASE, ...UPDATES, CHANGED, RENEWED])).toEqual(['pro']);
  });

  it('is the same for a profile of which no update spoke', () => {
    const moved = { ...RENEWED, profileId: 'other' };
    expect(levelsGiven([PURCHASE, ...UPDATES, CHANGED, moved], 'other')).toEqual(['pro']);
  });

  it('is the configured one where only another product was spoken of', () => {
    const facts = [PURCHASE, ...UPDATES.slice(0, 1), RENEWED];
    expect(levelsGiven(facts, 'buyer', { 'pro.monthly': 'pro' })).toEqual(['pro']);
    expect(levelsGiven(facts)).toEqual(['basic']);
  });
});

describe('the level of a product that was changed for another', () => {
  const NEXT = { productId: 'pro.yearly', transactionId: '1001', purchasedAt: BEFORE_END };
  const UPGRADE = [
    ...[PURCHASE, update(STARTS, { levelId: 'basic' })],
    news('subscription_started', BEFORE_END, { ...NEXT, expiresAt: day('03') }),
    { ...update(BEFORE_END, { levelId: 'plus', expiresAt: day('03') }), ...NEXT },
  ];
  const levels = (facts: readonly Fact[], at = day('01', '20')) =>
    [...accessLevelsAt(facts, new Set(['buyer']), { productLevels: {} }, at)].map(
      ([levelId, { because }]) => [levelId, because.rule],
    );

  it('is over where its removal was lost, also after a refund of the new one', () => {
    expect(levels(UPGRADE)).toEqual([['plus', 'access-update-active']]);
    const refund = [
      news('subscription_refunded', day('01', '15'), NEXT),
      { ...update(day('01', '15'), { levelId: 'plus', isActive: false }), ...NEXT },
    ];
    expect(levels([...UPGRADE, ...refund])).toEqual([['plus', 'access-update-inactive']]);
  });

  it('goes on until the new product begins, and is still explained when it is over', () => {
    expect(levels(UPGRADE, day('01', '09'))).toEqual([['basic', 'access-update-active']]);
    const removal = update(BEFORE_END, { levelId: 'basic', isActive: false });
    const both = [
      ['basic', 'access-update-inactive'],
      ['plus', 'access-update-active'],
    ];
    expect(levels([...UPGRADE, { ...removal, eventId: 'removal' }])).toEqual(both);
    expect(levels(UPGRADE, BETWEEN)).toEqual([
      ['basic', 'access-update-ran-out'],
      ['plus', 'access-update-active'],
    ]);
  });

  it('is held beside another that is told of the same period', () => {
    const plus = { ...update(STARTS, { levelId: 'plus' }), eventId: 'plus' };
    expect(levels([PURCHASE, update(STARTS, { levelId: 'basic' }), plus])).toEqual([
      ['basic', 'access-update-active'],
      ['plus', 'access-update-active'],
    ]);
  });
});

describe('a grant that begins later', () => {
  const ahead = { isActive: false, startsAt: ENDS, expiresAt: day('03') };
  const GRANTED = update(STARTS, ahead);
  const told = (cancellationReason: string): Fact => ({
    ...update(BEFORE_END, ahead),
    cancellationReason,
  });

  it('gives access from its start, and says until then when that is', () => {
    expect(premium([GRANTED], 'buyer', BEFORE_END)).toMatchObject({
      active: false,
      startsAt: ENDS,
      because: { rule: 'access-update-not-begun' },
    });
    expect(premium([GRANTED])).toMatchObject({ active: true });
    expect(premium([GRANTED])).not.toHaveProperty('startsAt');
  });

  it.each(['adapty_revoked', 'refund'])('never begins where it was taken back: %s', (reason) => {
    expect(premium([GRANTED, told(reason)])?.because.rule).toBe('access-update-inactive');
  });

  it('begins where only its renewal was cancelled', () => {
    expect(premium([GRANTED, told('voluntarily_cancelled')])?.active).toBe(true);
  });
});

it('access is what the newest update says, where the purchase that an older one came with is missing', () => {
  const at = '2026-02-10T12:00:00.000000Z' as Instant;
  const { accessLevels } = answerFor(factsFrom(lossOfStart().kept), [...PROFILES], at);
  expect(accessLevels.get('premium')).toMatchObject({
    active: true,
    expiresAt: '2026-03-02T09:30:15.123456Z',
    basis: 'access_update',
  });
});
