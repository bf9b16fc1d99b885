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

/** Each in a year of its own, so that no report takes in another's money. */
const REFUNDS = [
  { named: {}, year: 2031 },
  { named: { currency: 'EUR' }, year: 2032 },
];

describe('a refund without amounts in a report by currency', () => {
  it.each(REFUNDS)('that names $named is in the group of its charge', async ({ named, year }) => {
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
        { ...named, price_usd: undefined, event_datetime: at('02'), purchase_date: at('01') },
        { event_type: 'subscription_refunded', event_datetime: at('02') },
      ),
    );
    const path = `/v1/reports/revenue?from=${year}-01-01&to=${year + 1}-01-01&groupBy=currency&minPosition=${String(body.position)}`;
    const report = await ask(ledger, path, AUTHORIZED);
    expect(report.body.groups).toMatchObject([
      {
        key: 'EUR',
        usd: { refunds: '9.99', revenue: '0', proceeds: '0', netRevenue: '0', taxes: '0' },
        local: { charges: '12.5', refunds: '12.5', revenue: '0' },
        counts: { start: 1, refund: 1 },
      },
    ]);
  });
});
