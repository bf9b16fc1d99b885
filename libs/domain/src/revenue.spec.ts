import { describe, expect, it } from '@jest/globals';
import type { Fact, FactType, Money } from './fact.js';
import type { Instant } from './instant.js';
import { fold } from './registers.js';
import { revenueLines } from './revenue.js';

const BOUGHT_AT = '2026-03-01T10:00:00.000000Z' as Instant;
const REFUNDED_AT = '2026-03-02T10:00:00.000000Z' as Instant;

const CHARGED: Money = {
  usd: { price: '9.99', proceeds: '8.49', net: '7.5', tax: '1' },
  local: { price: '12.5' },
  currency: 'EUR',
};

const fact = (type: FactType, occurredAt: Instant, money?: Money): Fact => ({
  eventId: type,
  environment: 'production',
  type,
  name: type,
  occurredAt,
  recordedAt: occurredAt,
  profileId: 'a-profile',
  chain: { store: 'app_store', originalTransactionId: '1000' },
  transactionId: '1000',
  purchasedAt: BOUGHT_AT,
  ...(money === undefined ? {} : { money }),
});

const CHARGE = fact('subscription_started', BOUGHT_AT, CHARGED);

/** Of a charge and its refund: what the refund's line says. */
const refundOf = (...refund: Parameters<typeof fact>) => {
  const { currency, money } = revenueLines(fold([CHARGE, fact(...refund)]))[1] ?? {};
  return { currency, usd: money?.usd, local: money?.local };
};

describe('the line of a refund', () => {
  it('is in the currency of the charge where it names no amount, and takes all of it off', () => {
    expect(refundOf('subscription_refunded', REFUNDED_AT)).toEqual({
      currency: 'EUR',
      usd: { price: '-9.99', proceeds: '-8.49', net: '-7.5', tax: '-1' },
      local: { price: '-12.5' },
    });
  });

  it('is in the currency of the charge where it names amounts and no currency', () => {
    const named = { usd: { price: '5' }, local: { price: '6.25' } };
    expect(refundOf('subscription_refunded', REFUNDED_AT, named)).toEqual({
      currency: 'EUR',
      usd: { price: '-5' },
      local: { price: '-6.25' },
    });
  });

  it('takes off the amounts that it names and leaves the others', () => {
    const named = { usd: { price: '9.99' }, local: { price: '12.5' }, currency: 'EUR' };
    expect(refundOf('subscription_refunded', REFUNDED_AT, named)).toEqual({
      currency: 'EUR',
      usd: { price: '-9.99' },
      local: { price: '-12.5' },
    });
  });

  it('has no currency where neither it nor a charge names one', () => {
    const alone = fact('subscription_refunded', REFUNDED_AT, { usd: { price: '5' } });
    expect(revenueLines(fold([alone]))[0]).not.toHaveProperty('currency');
  });

  it('has no money where nothing was charged, and is in the currency that it names', () => {
    const trial = fact('trial_started', BOUGHT_AT, CHARGED);
    const refund = fact('subscription_refunded', REFUNDED_AT, CHARGED);
    const [, line] = revenueLines(fold([trial, refund]));
    expect(line).toMatchObject({ counted: 'refund', currency: 'EUR' });
    expect(line).not.toHaveProperty('money');
  });
});
