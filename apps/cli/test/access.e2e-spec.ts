import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { flows, relabel } from '@subledger/flows';
import { Conversation, newBuyer, purchase } from '../../ledger/test/purchase.js';
import { READ_KEY, type RunningLedger, runLedger } from '../../ledger/test/running-ledger.js';
import { Command, type Run } from './command.js';

const TIME_LIMIT_MS = 120_000;
const JANUARY = ['--at', '2026-01-15T00:00:00Z'] as const;
const MARCH = ['--at', '2026-03-01T00:00:00Z'] as const;

let ledger: RunningLedger;
let command: Command;
const conversation = new Conversation(() => ledger);
const buyer = newBuyer();
const unnamed = newBuyer();
const early = newBuyer();
let bought = '';
beforeAll(async () => {
  ledger = await runLedger();
  command = new Command({ SUBLEDGER_URL: ledger.url, SUBLEDGER_API_KEY: READ_KEY });
  bought = await conversation.record(purchase(buyer));
  await conversation.record(
    purchase(unnamed, { transaction_id: undefined, original_transaction_id: undefined }),
  );
  const ahead = {
    access_level_id: 'premium',
    is_active: false,
    starts_at: '2026-02-01T00:00:00.000000+0000',
    expires_at: '2026-03-01T00:00:00.000000+0000',
  };
  await conversation.record(purchase(early, ahead, { event_type: 'access_level_updated' }));
  for (const name of ['trial-cancelled', 'transfer-access-to-new-user'])
    for (const flow of flows.filter((one) => one.name === name))
      for (const { deliver } of relabel(flow, name).steps)
        for (const body of deliver) await conversation.record(body);
  await conversation.statusOf(buyer);
}, TIME_LIMIT_MS);
afterAll(async () => {
  command.remove();
  await ledger.remove();
});

const linesOf = ({ out }: Run): string[] => out.trimEnd().split('\n');

describe('subledger access', () => {
  it('exits 0 where the level is active', async () => {
    const held = await command.run('access', buyer.customer, 'premium', ...JANUARY);
    expect([held.code, held.err]).toEqual([0, '']);
    expect(linesOf(held)).toEqual([
      'premium: active, until 2026-02-01T00:00:00Z, renews',
      `  because: subscription-gives-access (the subscription gives access, and no access update of its current period decides about this level)  ${bought}`,
      '  as of 2026-01-15T00:00:00Z',
    ]);
  });

  const NOTHING =
    '  because: nothing-grants-it (no access update that counts speaks of this level, and no subscription gives it)';
  const asked = async (customer: string, level: string, ...clocks: readonly string[]) => {
    const run = await command.run('access', customer, level, ...clocks);
    expect([run.code, run.err]).toEqual([2, '']);
    return linesOf(run);
  };

  it('exits 2 where it is not, and says what is known that explains it', async () => {
    expect(await asked(buyer.customer, 'premium', ...MARCH)).toEqual([
      'premium: not active',
      NOTHING,
      '  as of 2026-03-01T00:00:00Z',
      '  known access levels: none',
      `  pro.monthly (app_store/${buyer.transactionId}): expired: it was due to renew, and nothing came; gives no access; period 2026-01-01T00:00:00Z to 2026-02-01T00:00:00Z; ended 2026-02-01T00:00:00Z`,
      '  1 finding:',
      '    The period ended at 2026-02-01T00:00:00Z and was due to renew, but no renewal, failed charge or expiry was recorded.',
    ]);
    expect((await asked(buyer.customer, 'premum', ...JANUARY)).slice(3)).toEqual([
      '  known access levels: premium (active)',
    ]);
    expect((await asked(unnamed.customer, 'premium', ...JANUARY)).slice(3)).toEqual([
      '  known access levels: none',
      '  known subscriptions and purchases: none',
      '  1 finding:',
      expect.stringMatching(/^ {4}subscription_started names no transaction/),
    ]);
  });

  it('says that nobody is known by this name, in the environment and by what was known', async () => {
    const nobody = '  No recorded event of production names this customer.';
    expect((await asked('nobody', 'premium', ...JANUARY)).slice(1)).toEqual([
      NOTHING,
      '  as of 2026-01-15T00:00:00Z',
      nobody,
    ]);
    const known = ['--known-at', '2020-01-01T00:00:00Z'];
    expect((await asked(buyer.customer, 'premium', ...known)).at(-1)).toBe(nobody);
    const sandbox = ['--environment', 'sandbox'];
    expect((await asked(buyer.customer, 'premium', ...sandbox)).at(-1)).toBe(
      '  No recorded event of sandbox names this customer.',
    );
  });

  it('says when a level ended, or begins', async () => {
    const over = await asked('user-a@trial-cancelled', 'premium', ...MARCH);
    expect(over[0]).toBe('premium: not active, ended 2026-01-08T00:00:00Z');
    const ahead = await asked(early.customer, 'premium', ...JANUARY);
    expect(ahead[0]).toBe(
      'premium: not active yet, begins 2026-02-01T00:00:00Z, until 2026-03-01T00:00:00Z',
    );
  });

  it('says to whom access went, and the command that shows them', async () => {
    const lines = await asked(
      'user-a@transfer-access-to-new-user',
      'premium',
      '--at',
      '2026-01-20T00:00:00Z',
    );
    const went = lines.findIndex((line) =>
      line.includes(': active, but its access went to profile '),
    );
    const [, , profile = ''] =
      /^ {4}(see: subledger timeline --profile (\S+))$/.exec(lines[went + 1] ?? '') ?? [];
    expect(lines[went]).toContain(`its access went to profile ${profile}; renews`);
    const shown = await command.run('timeline', '--profile', profile);
    expect([shown.code, shown.err]).toEqual([0, '']);
  });

  it('stands where what explains it cannot be asked', async () => {
    const answer = await conversation.ask('/v1/customers/nobody/access/premium');
    const overloaded = { code: 'overloaded', detail: 'Too much at once.' };
    const busy = createServer(({ url = '' }, response) => {
      const isAccess = url.includes('/access/');
      const told = isAccess ? answer.body : overloaded;
      response.writeHead(isAccess ? 200 : 503).end(JSON.stringify(told));
    }).listen(0, '127.0.0.1');
    await once(busy, 'listening');
    try {
      const url = `http://127.0.0.1:${(busy.address() as AddressInfo).port}`;
      const lines = await asked('nobody', 'premium', '--url', url);
      expect([lines[0], lines.at(-1)]).toEqual([
        'premium: not active',
        '  What explains it could not be asked: Too much at once. (overloaded)',
      ]);
    } finally {
      busy.closeAllConnections();
      busy.close();
    }
  });

  it('is the answer alone for a machine', async () => {
    for (const [clock, code] of [
      [JANUARY, 0],
      [MARCH, 2],
    ] as const) {
      const run = await command.run('access', buyer.customer, 'premium', ...clock, '--json');
      expect([run.code, linesOf(run).length]).toEqual([code, 1]);
      expect(JSON.parse(run.out)).toMatchObject({ active: code === 0, startsAt: null });
    }
  });
});
