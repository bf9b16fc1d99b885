import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Conversation, newBuyer, purchase } from '../../ledger/test/purchase.js';
import {
  ADMIN_KEY,
  READ_KEY,
  type RunningLedger,
  runLedger,
} from '../../ledger/test/running-ledger.js';
import { Command } from './command.js';

const TIME_LIMIT_MS = 120_000;
const JANUARY = ['--at', '2026-01-15T00:00:00Z'] as const;

let ledger: RunningLedger;
let command: Command;
const conversation = new Conversation(() => ledger);
const buyer = newBuyer({ customer: 'anna@example.com/\u001b[31m' });
const other = newBuyer();
let first = '';
beforeAll(async () => {
  ledger = await runLedger();
  command = new Command({ SUBLEDGER_URL: ledger.url, SUBLEDGER_API_KEY: READ_KEY });
  const { body } = await conversation.tell(
    purchase(buyer, { proceeds_usd: 8.5, price_local: 12.5, currency: 'EUR' }),
  );
  first = String(body.eventId);
  const lost = {
    transaction_id: 'B3',
    original_transaction_id: 'B1',
    consecutive_payments: 3,
    store: 'play_store',
    vendor_product_id: 'pro.yearly',
  };
  await conversation.tell(purchase(other, lost, { event_type: 'subscription_renewed' }));
  await conversation.tell(
    purchase(
      other,
      {
        transaction_id: 'C1',
        original_transaction_id: 'C1',
        vendor_product_id: 'coins',
        subscription_expires_at: undefined,
        price_usd: 2,
      },
      { event_type: 'non_subscription_purchase' },
    ),
  );
  await conversation.statusOf(buyer);
  await conversation.ask('/v1/events');
}, TIME_LIMIT_MS);
afterAll(async () => {
  command.remove();
  await ledger.remove();
});

const linesOf = (out: string): string[] => out.trimEnd().split('\n');

describe('subledger customer', () => {
  it('shows what holds, until when and why', async () => {
    const { code, out, err } = await command.run('customer', buyer.customer, ...JANUARY);
    expect([code, err]).toEqual([0, '']);
    expect(linesOf(out)).toEqual([
      'anna@example.com/\\u{1b}[31m, production: Subscribed',
      'as of 2026-01-15T00:00:00Z',
      'revenue: 9.99 USD',
      `profiles: ${buyer.profileId}`,
      'access levels:',
      '  premium: active, until 2026-02-01T00:00:00Z, renews',
      `    because: subscription-gives-access (the subscription gives access, and no access update of its current period decides about this level)  ${first}`,
      'subscriptions:',
      `  pro.monthly (app_store/${buyer.transactionId}): active; gives access; renews; period 2026-01-01T00:00:00Z to 2026-02-01T00:00:00Z`,
      `    because: period-running (the instant lies in a trial or paid period that has not ended early)  ${first}`,
      'purchases: none',
    ]);
  });

  it('shows purchases and findings, and asks by both clocks', async () => {
    const { out } = await command.run('customer', other.customer, ...JANUARY);
    expect(out).toContain('  coins (app_store, C1): owned, bought 2026-01-01T00:00:00Z\n');
    expect(out).toMatch(/\nfindings:\n {2}\S+ {2}payments-missing {2}play_store\/B1 {2}2 payment/);
    const before = ['--known-at', '2020-01-01T00:00:00Z'];
    expect((await command.run('customer', other.customer, ...before)).code).toBe(5);
    const known = ['--known-at', '2100-01-01T00:00:00Z'];
    expect((await command.run('customer', other.customer, ...known)).out).toContain(
      ', by what was recorded until 2100-01-01T00:00:00Z\n',
    );
    const sandbox = ['--environment', 'sandbox'];
    expect((await command.run('customer', other.customer, ...sandbox)).code).toBe(5);
  });

  it('is the whole answer for a machine', async () => {
    const { out } = await command.run('customer', buyer.customer, ...JANUARY, '--json');
    expect(JSON.parse(out)).toMatchObject({ state: 'Subscribed', revenue: { usd: '9.99' } });
  });
});

describe('subledger holders', () => {
  it('lists who has access, a level of a customer per line', async () => {
    const { code, out, err } = await command.run('holders', ...JANUARY);
    expect([code, err, linesOf(out)]).toEqual([
      0,
      '',
      [
        'anna@example.com/\\u{1b}[31m  premium: active, until 2026-02-01T00:00:00Z, renews',
        `${other.customer}  premium: active, until 2026-02-01T00:00:00Z, renews`,
      ],
    ]);
    const json = await command.run('holders', 'premium', ...JANUARY, '--json');
    expect(linesOf(json.out).map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { customerUserId: buyer.customer, level: 'premium', active: true },
      { customerUserId: other.customer, level: 'premium', active: true },
    ]);
  });

  it('says so where nobody has, and gives a file', async () => {
    const nobody = await command.run('holders', 'gold', ...JANUARY);
    expect([nobody.code, nobody.out, nobody.err]).toEqual([0, '', 'Nobody has access.\n']);
    const file = await command.run('holders', ...JANUARY, '--format', 'csv');
    expect(file.code).toBe(0);
    expect(linesOf(file.out)).toHaveLength(3);
  });
});

describe('subledger findings', () => {
  it('lists evidence of lost webhooks, a line each, of one kind and since an instant', async () => {
    const { code, out } = await command.run('findings', '--kind', 'payments-missing');
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^production {2}\S+Z {2}payments-missing {2}play_store\/B1 {2}2 .*\n$/),
    ]);
    const json = await command.run('findings', '--environment', 'production', '--json');
    expect(linesOf(json.out).map((line) => JSON.parse(line) as object)).toContainEqual(
      expect.objectContaining({ kind: 'payments-missing' }),
    );
  });

  it('lists those of another moment, by what was known, or all of them as a file', async () => {
    const none = { code: 0, out: '', err: 'There are no such findings.\n' };
    expect(await command.run('findings', '--known-at', '2000-01-01T00:00:00Z')).toEqual(none);
    const later = ['--at', '2100-01-01T00:00:00Z', '--kind', 'payments-missing'] as const;
    const { out } = await command.run('findings', ...later);
    expect(out).toMatch(/^production {2}\S+Z {2}payments-missing {2}play_store\/B1 {2}2 .*\n$/);
    const file = await command.run('findings', ...later, '--format', 'csv');
    expect(file.out).toMatch(
      /^environment,at,knownAt,kind,.*\r\nproduction,2100-01-01T00:00:00Z,,payments-missing,play_store,B1,/,
    );
  });

  it('says on standard error that there is none', async () => {
    const none = { code: 0, out: '', err: 'There are no such findings.\n' };
    expect(await command.run('findings', '--since', '2100-01-01T00:00:00Z')).toEqual(none);
    expect(await command.run('findings', '--environment', 'sandbox', '--json')).toEqual(none);
  });
});

describe('subledger report', () => {
  const YEAR = ['report', '--from', '2026-01-01', '--to', '2027-01-01'] as const;

  it('is a table with its total, and a dash where no event told an amount', async () => {
    const { code, out } = await command.run(...YEAR, '--group-by', 'product');
    expect(code).toBe(0);
    const lines = linesOf(out);
    expect(lines[0]).toMatch(/^product +Charges USD +Refunds USD .* Taxes USD +Events$/);
    expect(lines.slice(2).map((line) => line.split(/ {2,}/))).toEqual([
      ['coins', '2', '0', '0', '2', '-', '-', '-', '1 purchase'],
      ['pro.monthly', '9.99', '0', '0', '9.99', '8.5', '-', '-', '1 start'],
      ['pro.yearly', '9.99', '0', '0', '9.99', '-', '-', '-', '1 renewal'],
      ['total', '21.98', '0', '0', '21.98', '8.5', '-', '-', '1 start, 1 renewal, 1 purchase'],
    ]);
    const byCurrency = await command.run(...YEAR, '--group-by', 'currency');
    expect(byCurrency.out).toMatch(/\nEUR +9\.99 .* 12\.5 +0 +0 +12\.5 +1 start\n\(none\) /);
  });

  it('lists the events that it counts, with what each of them moved', async () => {
    const { code, out } = await command.run(...YEAR, '--entries');
    expect(code).toBe(0);
    const lines = linesOf(out).map((line) => line.split('  '));
    expect(lines.map((parts) => parts[1])).toEqual(
      expect.arrayContaining(['start', 'renewal', 'purchase']),
    );
    expect(out).toMatch(/ {2}start {2}9\.99 USD {2}12\.5 EUR {2}pro\.monthly {2}app_store\//);
    const json = await command.run(...YEAR, '--entries', '--json');
    expect(linesOf(json.out)).toHaveLength(lines.length);
    const csv = await command.run(...YEAR, '--entries', '--format', 'csv');
    expect(csv.out).toMatch(/^eventId,environment,occurredAt,counted,/);
    const none = await command.run(
      'report',
      '--from',
      '1990-01-01',
      '--to',
      '1991-01-01',
      '--entries',
    );
    expect([none.code, none.out, none.err]).toEqual([0, '', 'Nothing is counted in this span.\n']);
    expect((await command.run(...YEAR, '--entries', '--group-by', 'day')).code).toBe(1);
  });

  it('is of the days of a time zone that is named', async () => {
    const there = await command.run(...YEAR, '--time-zone', 'America/New_York', '--json');
    expect(JSON.parse(there.out)).toMatchObject({
      from: '2026-01-01T05:00:00Z',
      timeZone: 'America/New_York',
    });
    const nowhere = await command.run(...YEAR, '--time-zone', 'New York');
    expect(nowhere.code).toBe(1);
    expect(nowhere.err).toContain('--time-zone must be a time zone such as America/New_York');
  });

  it('is JSON, or a file as the ledger writes it', async () => {
    const json = await command.run(...YEAR, '--group-by', 'month', '--json');
    expect(JSON.parse(json.out)).toMatchObject({ groups: [{ key: '2026-01' }] });
    const csv = await command.run(...YEAR, '--group-by', 'month', '--format', 'csv');
    expect([csv.code, csv.err]).toEqual([0, '']);
    expect(csv.out).toMatch(/^environment,from,.*\r\nproduction,.*,2026-01,21\.98,0,.*\r\n$/);
    expect((await command.run('report', '--from', '2026-01-01')).code).toBe(1);
  });
});

describe('subledger checkpoint', () => {
  it('prints the signed note, byte for byte', async () => {
    const signed = await command.run('checkpoint', '--sign', '--key', ADMIN_KEY);
    expect(signed.code).toBe(0);
    expect(signed.out).toMatch(/^\S+\n3\n\S+\n\n— \S+ \S+\n$/);
    expect(await command.run('checkpoint')).toEqual(signed);
    const json = await command.run('checkpoint', '--json');
    expect(JSON.parse(json.out)).toEqual({ checkpoint: signed.out });
    expect((await command.run('checkpoint', '--sign')).code).toBe(4);
  });
});

describe('subledger timeline', () => {
  it('is also that of a profile, and of a chain', async () => {
    const one = ['timeline', '--profile', buyer.profileId] as const;
    expect(linesOf((await command.run(...one)).out)).toHaveLength(1);
    const chain = await command.run('timeline', '--chain', 'play_store/B1');
    expect([chain.code, chain.out]).toEqual([
      0,
      expect.stringMatching(/^\S+ {2}The subscription /),
    ]);
    const none = await command.run(...one, '--kind', 'correction,annotation');
    expect([none.code, none.out]).toEqual([0, '']);
  });

  it.each([
    ['timeline'],
    ['timeline', 'x', '--profile', 'y'],
    ['timeline', '--profile', 'x', '--chain', 'y/z'],
    ['timeline', '--chain', 'app_store'],
    ['timeline', '--chain', '/1000'],
  ])('is of somebody who is named once: %s %s %s', async (...args) => {
    expect((await command.run(...args)).code).toBe(1);
  });
});

describe('subledger events', () => {
  const found = async (...args: readonly string[]): Promise<string[]> => {
    const { code, out } = await command.run('events', '--once', '--json', ...args);
    expect(code).toBe(0);
    return linesOf(out)
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { position: string }).position);
  };

  it.each([
    [['--store', 'play_store'], ['2']],
    [['--product', 'coins'], ['3']],
    [['--transaction', 'B1'], ['2']],
    [
      ['--kind', 'event'],
      ['1', '2', '3'],
    ],
    [['--kind', 'conflict'], []],
    [
      ['--until', '2100-01-01T00:00:00Z'],
      ['1', '2', '3'],
    ],
    [['--until', '2020-01-01T00:00:00Z'], []],
  ])('finds what fits %j', async (args, positions) => {
    expect(await found(...args)).toEqual(positions);
  });

  it('ends by itself where nothing more can come', async () => {
    const until = ['--until', new Date().toISOString()] as const;
    const { code, out } = await command.run('events', ...until);
    expect([code, linesOf(out).length]).toEqual([0, 3]);
  });

  it('is a file as the ledger writes it', async () => {
    const csv = await command.run('events', '--format', 'csv', '--store', 'play_store');
    expect([csv.code, csv.err]).toEqual([0, '']);
    expect(csv.out).toMatch(/^eventId,.*\r\n.*,play_store,B1,B3,pro\.yearly,.*\r\n$/);
    const lines = linesOf((await command.run('events', '--format', 'ndjson')).out);
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { position: '1', priceUsd: '9.99', proceedsUsd: '8.5', currency: 'EUR', price: '12.5' },
      { position: '2' },
      { position: '3' },
    ]);
  });

  it('says on standard error that there is none', async () => {
    const none = { code: 0, out: '', err: 'There is no such event.\n' };
    for (const form of [[], ['--json']])
      expect(await command.run('events', '--type', 'x', '--once', ...form)).toEqual(none);
  });
});

describe('subledger quarantine retry --all', () => {
  it('says on standard error that there is nothing to be tried', async () => {
    const none = { code: 0, out: '', err: 'Nothing in quarantine is left to retry.\n' };
    for (const form of [[], ['--json']])
      expect(await command.run('quarantine', 'retry', '--all', ...form)).toEqual(none);
  });
});

describe('an idempotency key', () => {
  it('lets what is recorded by hand be recorded once, and another time with another', async () => {
    const note = async (text: string, key: string) => {
      const by = ['--by', 'Anna', '--idempotency-key', key, '--key', ADMIN_KEY];
      return command.run('annotate', buyer.customer, text, ...by);
    };
    expect((await note('called', 'a')).out).toMatch(/^accepted: /);
    expect((await note('called', 'a')).out).toMatch(/^duplicate: /);
    expect((await note('called', 'b')).out).toMatch(/^accepted: /);
    expect((await note('called again', 'a')).code).toBe(5);
    const by = ['--by', 'B', '--why', 'wrong', '--idempotency-key', 'c', '--key', ADMIN_KEY];
    expect((await command.run('supersede', first, ...by)).out).toMatch(/^accepted: /);
    expect((await command.run('supersede', first, ...by)).out).toMatch(/^duplicate: /);
  });
});
