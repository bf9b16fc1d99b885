import { describe, expect, it } from '@jest/globals';
import { type Counted, FIRST_INSTANT, type Money, type RevenueLine } from '@subledger/domain';
import { RevenueTally } from './revenue-tally.js';

const line = (counted: Counted, money?: Money): RevenueLine => ({
  eventId: counted,
  occurredAt: FIRST_INSTANT,
  counted,
  ...(money === undefined ? {} : { money }),
});

function tallyOf(...lines: readonly RevenueLine[]): RevenueTally {
  const tally = new RevenueTally();
  for (const each of lines) tally.add(each);
  return tally;
}

const NOTHING = {
  charges: '0',
  refunds: '0',
  upgradeRefunds: '0',
  revenue: '0',
  proceeds: null,
  netRevenue: null,
  taxes: null,
};

describe('the tally of a revenue report', () => {
  it('of no lines is nothing', () => {
    expect(new RevenueTally().group('2026-01-01', true)).toMatchObject({
      usd: NOTHING,
      local: NOTHING,
      counts: { start: 0, refund: 0, expiry: 0 },
    });
  });

  it('keeps what was charged, refunded and given back for an upgrade apart, and sums exactly', () => {
    const tally = tallyOf(
      line('start', { usd: { price: '0.1', proceeds: '0.07', net: '0.06', tax: '0.01' } }),
      line('renewal', { usd: { price: '0.2', proceeds: '0.14', net: '0.12', tax: '0.02' } }),
      line('refund', { usd: { price: '-0.1', proceeds: '-0.07', net: '-0.06', tax: '-0.01' } }),
      line('upgrade_refund', { usd: { price: '-0.05' } }),
    );
    expect(tally.group('pro.monthly', false)).toMatchObject({
      key: 'pro.monthly',
      usd: {
        charges: '0.3',
        refunds: '0.1',
        upgradeRefunds: '0.05',
        revenue: '0.15',
        proceeds: '0.14',
        netRevenue: '0.12',
        taxes: '0.02',
      },
      local: null,
      counts: { start: 1, renewal: 1, refund: 1, upgrade_refund: 1 },
    });
  });

  it('tells 0 of what came to it, and null of what nobody told', () => {
    const { usd } = tallyOf(
      line('start', { usd: { price: '1', proceeds: '0.7' } }),
      line('refund', { usd: { price: '-1', proceeds: '-0.7' } }),
    ).group(null, false);
    expect(usd).toMatchObject({ revenue: '0', proceeds: '0', netRevenue: null, taxes: null });
  });

  it('counts what moved no money', () => {
    const { usd, counts } = tallyOf(line('cancellation'), line('expiry')).group(null, false);
    expect(usd).toEqual(NOTHING);
    expect(counts).toMatchObject({ cancellation: 1, expiry: 1, start: 0 });
  });

  it('tells the currency itself only of a group that has one', () => {
    const tally = tallyOf(line('start', { local: { price: '9.99' }, currency: 'EUR' }));
    expect(tally.group('EUR', true).local).toMatchObject({ charges: '9.99', revenue: '9.99' });
    expect(tally.group(null, true).local).toBeNull();
    expect(tally.group('EUR', false).local).toBeNull();
  });
});
