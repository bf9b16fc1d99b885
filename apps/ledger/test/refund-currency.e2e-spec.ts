import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AUTHORIZED, newBuyer, purchase } from './purchase.js';
import { ask, deliver, type RunningLedger, runLedger } from './running-ledger.js';

let ledger: RunningLedger;
beforeAll(async () => {
  ledger = await runLedger();
});
afterAll(() => ledger.remove());

const CHARGED = {
  price_usd: 9.99,
  price_local: 12.5,
  currency: 'EUR',
  proceeds_usd: 8.49,
  net_revenue_usd: 7.5,
  tax_amount_usd: 1,
};

/** Tells of a charge and its refund, in a year of its own, so that no report takes in another's money. */
async function tellOfRefund(year: number, named: Readonly<Record<string, unknown>>) {
  const buyer = newBuyer();
  const at = (day: string): string => `${year}-01-${day}T00:00:00.000000+0000`;
  await deliver(
    ledger,
    purchase(
      buyer,
      { ...CHARGED, event_datetime: at('01'), purchase_date: at('01') },
      { event_datetime: at('01') },
    ),
  );
  const { body } = await deliver(
    ledger,
    purchase(
      buyer,
      { price_usd: undefined, ...named, event_datetime: at('02'), purchase_date: at('01') },
      { event_type: 'subscription_refunded', event_datetime: at('02') },
    ),
  );
  const minPosition = `minPosition=${String(body.position)}`;
  const span = `from=${year}-01-01&to=${year + 1}-01-01`;
  return {
    reportBy: async (grouping: string) =>
      (
        await ask(
          ledger,
          `/v1/reports/revenue?${span}&groupBy=${grouping}&${minPosition}`,
          AUTHORIZED,
        )
      ).body,
    status: async () =>
      (
        await ask(
          ledger,
          `/v1/customers/${buyer.customer}?at=${year}-01-15T00:00:00Z&${minPosition}`,
          AUTHORIZED,
        )
      ).body,
  };
}

const WITHOUT_AMOUNTS = [
  { named: {}, year: 2031 },
  { named: { currency: 'EUR' }, year: 2032 },
];

describe('a refund without amounts in a report by currency', () => {
  it.each(WITHOUT_AMOUNTS)('that names $named is in the group of its charge', async (one) => {
    const { reportBy } = await tellOfRefund(one.year, one.named);
    const report = await reportBy('currency');
    expect(report.groups).toMatchObject([
      {
        key: 'EUR',
        usd: { refunds: '9.99', revenue: '0', proceeds: '0', netRevenue: '0', taxes: '0' },
        local: { charges: '12.5', refunds: '12.5', revenue: '0' },
        counts: { start: 1, refund: 1 },
      },
    ]);
  });
});

describe('a refund in another currency than its charge', () => {
  it('is told in its own, and in dollars as the status tells it', async () => {
    const yen = { price_usd: 9.99, price_local: 1500, currency: 'JPY' };
    const { reportBy, status } = await tellOfRefund(2033, yen);
    const report = await reportBy('currency');
    expect(report.groups).toMatchObject([
      { key: 'EUR', usd: { revenue: '9.99' }, local: { charges: '12.5', revenue: '12.5' } },
      { key: 'JPY', usd: { revenue: '-9.99' }, local: { refunds: '1500', revenue: '-1500' } },
    ]);
    expect(report.total).toMatchObject({ usd: { revenue: '0' } });
    expect(await status()).toMatchObject({ revenue: { usd: '0' } });
  });
});
