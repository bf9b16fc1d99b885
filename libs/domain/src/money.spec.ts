import { describe, expect, it } from '@jest/globals';
import { day, news, without } from '../test/news.js';
import type { Fact, FactType, Money } from './fact.js';
import { LAST_INSTANT } from './instant.js';
import { moneyAt, revenueUsd } from './money.js';
import { fold } from './registers.js';

const dollars = (price: string): Money => ({ usd: { price } });

const STARTED = news('subscription_started', day('01'), {
  expiresAt: day('02'),
  money: { usd: { price: '10' }, local: { price: '9.5' }, currency: 'EUR' },
});

const RENEWED = news('subscription_renewed', day('02'), {
  ...{ transactionId: '1001', purchasedAt: day('02'), expiresAt: day('03') },
  money: dollars('12'),
});

const refund = (
  said: Partial<Fact> = {},
  of = '10',
  type: FactType = 'subscription_refunded',
): Fact => news(type, day('01', of), said);

/** In each currency, what came in less what was taken off; in the order in which they were first named. */
const leftOf = (...facts: readonly Fact[]): readonly (readonly [string, string])[] => {
  const lines = moneyAt(fold(facts), LAST_INSTANT).map(({ money }) => money);
  return [...Map.groupBy(lines, ({ currency }) => currency)].map(([currency, some]) => [
    currency ?? 'none',
    revenueUsd(some.map(({ local }) => ({ money: { usd: local ?? {} } }))),
  ]);
};

const revenueOf = (...facts: readonly Fact[]): string =>
  revenueUsd(moneyAt(fold(facts), LAST_INSTANT));

describe('a refund in another currency than its charge', () => {
  const yen = refund({
    money: { usd: { price: '10' }, local: { price: '1500' }, currency: 'JPY' },
  });

  it('takes off what it names, and leaves what was charged in the currency of the charge', () => {
    expect(leftOf(STARTED, yen)).toEqual([
      ['EUR', '9.5'],
      ['JPY', '-1500'],
    ]);
    expect(revenueOf(STARTED, yen)).toBe('0');
  });

  it('leaves to a later refund in the currency of the charge all of that', () => {
    const charged = { usd: { price: '10' }, local: { price: '1500' }, currency: 'JPY' };
    const some = { usd: { price: '4' }, local: { price: '4' }, currency: 'USD' };
    const rest = { usd: { price: '6' }, local: { price: '1600' }, currency: 'JPY' };
    expect(
      leftOf(
        { ...STARTED, money: charged },
        refund({ money: some }),
        refund({ money: rest }, '11'),
      ),
    ).toEqual([
      ['JPY', '0'],
      ['USD', '-4'],
    ]);
  });
});

describe('a refund of what was charged nothing for', () => {
  const upgraded = refund({ cancellationReason: 'upgraded', money: dollars('9.99') });

  it('takes nothing off a trial, whatever price the trial carries', () => {
    const trial = news('trial_started', day('01'), { money: dollars('9.99') });
    expect(moneyAt(fold([trial, upgraded]), LAST_INSTANT)).toEqual([]);
    expect(moneyAt(fold([{ ...trial, money: {} }, upgraded]), LAST_INSTANT)).toEqual([]);
  });

  it('takes nothing off a purchase for nothing', () => {
    expect(revenueOf({ ...STARTED, money: dollars('0') }, upgraded)).toBe('0');
    expect(revenueOf({ ...STARTED, money: {} }, upgraded)).toBe('0');
    const gift = news('non_subscription_purchase', day('01'), { money: dollars('0') });
    const returned = refund({ money: dollars('5') }, '10', 'non_subscription_purchase_refunded');
    expect(revenueOf(gift, returned)).toBe('0');
  });

  it('takes a charge off that has the transaction of a trial', () => {
    const trial = news('trial_started', day('01'), { money: dollars('9.99') });
    const converted = news('trial_converted', day('01', '08'), { money: dollars('9.99') });
    expect(revenueOf(trial, converted)).toBe('9.99');
    expect(revenueOf(trial, converted, upgraded)).toBe('0');
  });

  it('is taken off as it says where the purchase was lost', () => {
    expect(revenueOf(upgraded)).toBe('-9.99');
  });
});

describe('a refund that does not name the transaction of a purchase that is recorded', () => {
  const unnamed = (said: Partial<Fact> = {}): Fact => ({
    ...without(refund(), 'transactionId'),
    ...said,
  });
  const undated = without(unnamed(), 'purchasedAt');

  it('takes off the charge that was made at its purchase date', () => {
    expect(revenueOf(STARTED, RENEWED, unnamed())).toBe('12');
    expect(revenueOf(STARTED, RENEWED, unnamed({ money: dollars('11') }))).toBe('12');
    expect(revenueOf(STARTED, RENEWED, unnamed({ money: dollars('4') }))).toBe('18');
    expect(revenueOf(STARTED, refund({ transactionId: '999' }))).toBe('0');
    expect(revenueOf(without(STARTED, 'transactionId'), unnamed({ money: dollars('11') }))).toBe(
      '0',
    );
  });

  it('takes off, together with one that does, no more than was charged', () => {
    const all = [unnamed({ money: dollars('7') }), refund({ money: dollars('7') }, '11')];
    expect(revenueOf(STARTED, ...all)).toBe('0');
  });

  it('takes off the charge of the period that it ends', () => {
    expect(revenueOf(STARTED, RENEWED, undated)).toBe('12');
    expect(revenueOf(news('trial_started', day('01')), { ...undated, money: dollars('9') })).toBe(
      '0',
    );
  });

  it('names nothing that a profile bought outside of any chain, unless it says when', () => {
    const outside = without(STARTED, 'chain', 'transactionId');
    expect(revenueOf(outside, without(unnamed(), 'chain'))).toBe('0');
    expect(revenueOf(outside, without(undated, 'chain'))).toBe('10');
  });

  it('is the money of whoever paid', () => {
    const lines = moneyAt(fold([STARTED, unnamed({ profileId: 'somebody else' })]), LAST_INSTANT);
    expect(lines.map(({ profileId }) => profileId)).toEqual(['buyer', 'buyer']);
  });

  it('takes off what it names where nothing was bought then', () => {
    const lost = unnamed({ purchasedAt: day('01', '02'), money: dollars('4') });
    expect(revenueOf(STARTED, lost)).toBe('6');
    expect(revenueOf(STARTED, { ...lost, transactionId: '999' })).toBe('6');
  });
});
