import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RevenueGroup, RevenueReport } from '@subledger/queries';
import { AUTHORIZED, Conversation, newBuyer, purchase } from './purchase.js';
import { type RunningLedger, runLedger } from './running-ledger.js';

let ledger: RunningLedger;
const talk = new Conversation(() => ledger);
beforeAll(async () => {
  ledger = await runLedger();
});
afterAll(() => ledger.remove());

const AMOUNTS = {
  price_usd: 9.99,
  proceeds_usd: 8.49,
  net_revenue_usd: 7.5,
  tax_amount_usd: 0.99,
};

/** A purchase at an instant, with these amounts; `refund` is one of the same transaction. */
async function sell(at: string, said: Readonly<Record<string, unknown>>, refund?: object) {
  const buyer = newBuyer();
  const dated = { event_datetime: at, purchase_date: at };
  await talk.tell(purchase(buyer, { ...dated, price_usd: undefined, ...said }, dated));
  if (refund !== undefined)
    await talk.tell(
      purchase(
        buyer,
        { ...dated, price_usd: undefined, ...refund },
        { ...dated, event_type: 'subscription_refunded' },
      ),
    );
}

async function report(asked: Readonly<Record<string, string>>): Promise<RevenueReport> {
  const { status, body } = await talk.ask('/v1/reports/revenue', asked);
  expect(status).toBe(200);
  return body as unknown as RevenueReport;
}

async function file(asked: Readonly<Record<string, string>>) {
  const query = new URLSearchParams({ minPosition: talk.position, ...asked });
  const response = await fetch(`${ledger.url}/v1/reports/revenue?${query.toString()}`, {
    headers: AUTHORIZED,
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const at = (day: string): string => `${day}T23:59:59.999999+0000`;

describe('a revenue report by month', () => {
  const span = { from: '2041-01-01', to: '2042-01-01' };
  beforeAll(async () => {
    await sell(at('2041-01-31'), AMOUNTS);
    await sell('2041-02-01T00:00:00.000000+0000', AMOUNTS);
    await sell('2041-03-01T00:30:00.000000+0100', AMOUNTS);
  });

  it.each([{}, { knownAt: '2100-01-01T00:00:00Z' }])(
    'has a group for each month, UTC, asked with %j',
    async (clocks) => {
      const { groupBy, groups, total } = await report({ ...span, ...clocks, groupBy: 'month' });
      expect(groupBy).toBe('month');
      expect(groups.map(({ key, usd }) => [key, usd.charges])).toEqual([
        ['2041-01', '9.99'],
        ['2041-02', '19.98'],
      ]);
      expect(total.usd.charges).toBe('29.97');
    },
  );
});

describe('a revenue report of a time zone', () => {
  const year = { from: '2039-01-01', to: '2040-01-01', groupBy: 'month' };
  beforeAll(async () => {
    await sell('2039-01-01T04:59:59.999999+0000', AMOUNTS);
    await sell('2039-01-01T05:00:00.000000+0000', AMOUNTS);
    await sell('2039-07-01T03:59:59.999999+0000', AMOUNTS);
    await sell('2039-07-01T04:00:00.000000+0000', AMOUNTS);
  });

  it.each([{}, { knownAt: '2100-01-01T00:00:00Z' }])(
    'has its days and months, which begin at its midnight, asked with %j',
    async (clocks) => {
      const asked = { ...year, ...clocks, timeZone: 'America/New_York' };
      const { groups, ...told } = await report(asked);
      expect(told).toMatchObject({
        from: '2039-01-01T05:00:00Z',
        to: '2040-01-01T05:00:00Z',
        timeZone: 'America/New_York',
      });
      expect(groups.map(({ key, counts }) => [key, counts.start])).toEqual([
        ['2039-01', 1],
        ['2039-06', 1],
        ['2039-07', 1],
      ]);
      const days = await report({ ...asked, groupBy: 'day' });
      expect(days.groups.map(({ key }) => key)).toEqual(['2039-01-01', '2039-06-30', '2039-07-01']);
      expect(days.total).toEqual(told.total);
    },
  );

  it('is that of UTC if none is named, and a file tells whose days they are', async () => {
    expect(await report(year)).toMatchObject({ timeZone: 'UTC', from: '2039-01-01T00:00:00Z' });
    const { text } = await file({ ...year, timeZone: '+05:30', format: 'ndjson' });
    expect(JSON.parse(text.split('\n')[0] ?? '')).toMatchObject({
      timeZone: '+05:30',
      from: '2038-12-31T18:30:00Z',
      key: '2039-01',
    });
  });

  it('takes the first instant that there is for the first day of a zone that has begun it before', async () => {
    const told = await report({ ...year, from: '0000-01-01', timeZone: 'Asia/Tokyo' });
    expect(told.from).toBe('0000-01-01T00:00:00Z');
  });

  it.each([
    'New York',
    '',
    '+25:00',
    '\u221202:00',
    '../UTC',
    '2039-01-01T00:00[UTC]',
    '2039-01-01T00:00Z',
  ])('is refused for %j, which is none', async (timeZone) => {
    const { status, body } = await talk.ask('/v1/reports/revenue', { ...year, timeZone });
    expect([status, body.code]).toEqual([400, 'invalid-request']);
    expect(body.detail).toContain('timeZone must be a time zone such as America/New_York');
  });
});

describe('what no event told', () => {
  /** Of the one group of a year. */
  const sums = async (
    year: number,
    groupBy = 'currency',
  ): Promise<Partial<Pick<RevenueGroup, 'usd' | 'local'>>> => {
    const { groups } = await report({ from: `${year}-01-01`, to: `${year + 1}-01-01`, groupBy });
    expect(groups).toHaveLength(1);
    return groups[0] ?? {};
  };

  it('is null, and what some event told is a sum', async () => {
    await sell(at('2043-01-01'), { price_usd: 9.99, price_local: 12.5, currency: 'EUR' });
    const group = await sums(2043);
    expect(group.usd).toMatchObject({ revenue: '9.99', proceeds: null, netRevenue: null });
    expect(group.local).toMatchObject({ revenue: '12.5', proceeds: null, taxes: null });
    await sell(at('2043-01-01'), { ...AMOUNTS, price_local: 12.5, currency: 'EUR' });
    const told = await sums(2043);
    expect(told.usd).toMatchObject({ proceeds: '8.49', netRevenue: '7.5', taxes: '0.99' });
    expect(told.local).toMatchObject({ revenue: '25', proceeds: null });
  });

  it('is null of a span without events', async () => {
    const { total } = await report({ from: '2044-01-01', to: '2045-01-01' });
    expect(total.usd).toEqual({
      charges: '0',
      refunds: '0',
      upgradeRefunds: '0',
      revenue: '0',
      proceeds: null,
      netRevenue: null,
      taxes: null,
    });
  });

  it('is 0 where the sender says 0', async () => {
    await sell(at('2045-01-01'), { price_usd: 9.99, tax_amount_usd: 0 });
    expect((await sums(2045, 'store')).usd).toMatchObject({ proceeds: null, taxes: '0' });
  });

  it('is what a refund leaves, which takes off each amount that it names, and without any the whole charge', async () => {
    await sell(at('2046-01-01'), AMOUNTS, { price_usd: 9.99 });
    expect((await sums(2046, 'store')).usd).toMatchObject({ revenue: '0', proceeds: '8.49' });
    await sell(at('2047-01-01'), AMOUNTS, { price_usd: 5, proceeds_usd: 4 });
    expect((await sums(2047, 'store')).usd).toMatchObject({ revenue: '4.99', proceeds: '4.49' });
    await sell(at('2048-01-01'), AMOUNTS, {});
    expect((await sums(2048, 'store')).usd).toMatchObject({
      revenue: '0',
      proceeds: '0',
      netRevenue: '0',
      taxes: '0',
    });
  });
});

describe('a revenue report as a file', () => {
  const asked = { from: '2051-01-01', to: '2052-01-01', groupBy: 'product' };
  beforeAll(async () => {
    await sell(at('2051-01-01'), { ...AMOUNTS, vendor_product_id: '=HYPERLINK("x")' });
    await sell(at('2051-01-02'), { vendor_product_id: 'b' });
  });

  it('is CSV with a heading, decimals as they are, and no cell that a spreadsheet would run', async () => {
    const { status, headers, text } = await file({ ...asked, format: 'csv' });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="revenue.csv"');
    const [heading, ...rows] = text.split('\r\n');
    expect(heading).toBe(
      'environment,from,to,groupBy,timeZone,knownAt,position,key,' +
        'usdCharges,usdRefunds,usdUpgradeRefunds,usdRevenue,usdProceeds,usdNetRevenue,usdTaxes,' +
        'localCharges,localRefunds,localUpgradeRefunds,localRevenue,localProceeds,localNetRevenue,localTaxes,' +
        'countStart,countTrial,countConversion,countRenewal,countCancellation,countExpiry,countPurchase,' +
        'countRefund,countUpgradeRefund',
    );
    const span = '2051-01-01T00:00:00Z,2052-01-01T00:00:00Z,product';
    expect(rows).toEqual([
      `production,${span},UTC,,${talk.position},"'=HYPERLINK(""x"")",9.99,0,0,9.99,8.49,7.5,0.99,,,,,,,,1,0,0,0,0,0,0,0,0`,
      expect.stringMatching(`^production,${span},UTC,,${talk.position},b,`),
      '',
    ]);
  });

  it('has the same heading without a group', async () => {
    const none = await file({ from: '1999-01-01', to: '1999-02-01', format: 'csv' });
    expect(none.text).toMatch(/^environment,from,[\w,]+\r\n$/);
  });

  it('is a line of JSON for each group', async () => {
    const { text } = await file({ ...asked, format: 'ndjson' });
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    const { groups } = await report(asked);
    expect(lines).toMatchObject(groups);
    expect(lines[0]).toMatchObject({ groupBy: 'product', environment: 'production' });
  });

  it('is refused as the report is', async () => {
    expect((await file({ ...asked, format: 'xml' })).status).toBe(400);
    expect((await file({ ...asked, to: asked.from, format: 'csv' })).status).toBe(400);
  });
});

it('writes a negative sum as a number, which runs nothing', async () => {
  const buyer = newBuyer();
  const dated = { event_datetime: at('2053-01-01') };
  await talk.tell(
    purchase(
      buyer,
      { ...dated, price_usd: 3.5 },
      { ...dated, event_type: 'subscription_refunded' },
    ),
  );
  const { text } = await file({ from: '2053-01-01', to: '2054-01-01', format: 'csv' });
  expect(text.split('\r\n')[1]).toContain(',2053-01-01,0,3.5,0,-3.5,,,');
});
