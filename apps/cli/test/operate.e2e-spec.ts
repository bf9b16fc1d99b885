import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BuildStatus, Projection } from '@subledger/projections';
import {
  ledgerProjections,
  type ListProjections,
} from '../../ledger/src/read-side/ledger-projections.js';
import { createLedger } from '../../ledger/src/ledger.js';
import { Operator, until } from '../../ledger/test/operator.js';
import { Conversation, newBuyer, purchase } from '../../ledger/test/purchase.js';
import {
  ADMIN_KEY,
  configure,
  deliver,
  READ_KEY,
  type RunningLedger,
  runLedger,
} from '../../ledger/test/running-ledger.js';
import { Command } from './command.js';

/** While it is closed no rebuild of lifecycle gets on, as if there were much more to do. */
const gate = { isOpen: true };
let poison: string | undefined;

const projections: ListProjections = (names) =>
  ledgerProjections(names).map((projection) =>
    projection.name === 'lifecycle' ? hindered(projection) : projection,
  );

const hindered = (projection: Projection): Projection => ({
  ...projection,
  apply: async (transaction, events) => {
    if (events.some(({ id }) => id === poison)) throw new Error('poison\u001b[31m');
    if (!gate.isOpen && events.some(({ position }) => position === '1'))
      throw Object.assign(new Error('database is locked'), { errcode: 5 });
    await projection.apply(transaction, events);
  },
});

const TIME_LIMIT_MS = 60_000;

let ledger: RunningLedger;
let command: Command;
const conversation = new Conversation(() => ledger);
const operator = new Operator(() => ledger);
const buyers = [newBuyer(), newBuyer()] as const;
beforeAll(async () => {
  ledger = await runLedger({}, { projections });
  command = new Command({ SUBLEDGER_URL: ledger.url, SUBLEDGER_API_KEY: ADMIN_KEY });
  for (const buyer of buyers) await conversation.tell(purchase(buyer));
  await conversation.ask(`/v1/customers/${buyers[1].customer}`);
}, TIME_LIMIT_MS);
afterAll(async () => {
  command.remove();
  await ledger.remove();
});

async function alterByHand(customer: string): Promise<void> {
  const { build } = await operator.live();
  const database = new DatabaseSync(join(ledger.dataDir, 'read-models.sqlite'), { timeout: 5_000 });
  database.exec(`UPDATE facts_b${build} SET facts = replace(facts, '9.99', '0.01')
    WHERE facts LIKE '%"customerUserId":"${customer}"%'`);
  database.close();
}

/** Whether anybody has asked for a list. */
async function haveBeenAsked({ url }: RunningLedger): Promise<boolean> {
  const metrics = await fetch(`${url}/metrics`, {
    headers: { Authorization: `Bearer ${READ_KEY}` },
  });
  return /_seconds_count\{route_class="list",status="2xx"\} [1-9]/.test(await metrics.text());
}

/** As a ledger that is away: somebody comes to its port, and nobody answers. */
async function hangUpOnce(port: number): Promise<void> {
  const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  await once(server, 'connection');
  server.close();
  await once(server, 'close');
}

const usdOf = async (customer: string): Promise<string> =>
  (await conversation.statusOf({ customer })).revenue.usd;

describe('subledger projections', () => {
  it('shows every projection, as a table and as JSON, without colour', async () => {
    const table = await command.run('projections');
    expect([table.code, table.err]).toEqual([0, '']);
    expect(table.out).toMatch(/^Projection +Version +Build +Role +Activity/);
    for (const name of ['lifecycle', 'timeline', 'quarantine'])
      expect(table.out).toMatch(new RegExp(`^${name} .* live +following `, 'm'));
    expect(table.out).not.toContain('\u001b');
    const json = await command.run('projections', '--json');
    expect((JSON.parse(json.out) as BuildStatus[]).map(({ role }) => role)).toEqual([
      'live',
      'live',
      'live',
    ]);
  });

  it('finds the key that a ledger made itself in its data folder', async () => {
    const bare = new Command({ DATA_DIR: '.' });
    const adminKey = 'k'.repeat(43);
    const own = await runLedger({ API_KEYS: `${adminKey}:admin` });
    writeFileSync(join(bare.folder, 'secrets.json'), JSON.stringify({ adminKey }));
    expect((await bare.run('projections', '--url', own.url)).code).toBe(0);
    await own.remove();
    bare.remove();
  });
});

describe('a command that cannot do its work', () => {
  it('says that no ledger answers, and where it looked', async () => {
    const { code, err } = await command.run('projections', '--url', 'http://127.0.0.1:9');
    expect(code).toBe(3);
    expect(err).toMatch(/No ledger answers at http:\/\/127\.0\.0\.1:9 .*npm start.*--url/s);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('says that the key is refused, and how to give another', async () => {
    for (const key of ['wrong', READ_KEY]) {
      const { code, err } = await command.run('rebuild', 'lifecycle', '--key', key);
      expect(code).toBe(4);
      expect(err).toContain('SUBLEDGER_API_KEY');
    }
  });

  it('says what is wrong with its arguments', async () => {
    const wrong = await command.run('rebuild', 'nothing');
    expect([wrong.code, wrong.err]).toEqual([5, expect.stringContaining('lifecycle, timeline')]);
    expect((await command.run('projections', '--url', 'ledger')).code).toBe(1);
    expect((await command.run('rebild')).code).toBe(1);
    expect((await command.run('events', '--limit', '0')).code).toBe(1);
    expect((await command.run('quarantine', 'retry')).code).toBe(1);
    expect((await command.run('promote', 'lifecycle')).code).toBe(5);
    expect((await command.run('resume', 'lifecycle')).code).toBe(5);
  });

  it.each([
    ['timeline', '--customer', 'user-1'],
    ['--customer', 'user-1', '--hold'],
    ['lifecycle', '--hold', '--discard'],
    ['lifecycle', '--environment', 'sandbox'],
  ])('refuses to rebuild %j %j %j, of which one part would mean nothing', async (...args) => {
    const before = await operator.builds();
    const { code, out, err } = await command.run('rebuild', ...args);
    expect([code, out, err]).toEqual([
      1,
      '',
      expect.stringMatching(/^subledger: .*mean\w* nothing/),
    ]);
    expect((await operator.builds()).map(({ build }) => build)).toEqual(
      before.map(({ build }) => build),
    );
  });
});

describe('subledger rebuild', () => {
  it('rebuilds every read model, and says so', async () => {
    const before = await operator.live();
    const { code, out, err } = await command.run('rebuild');
    expect(code).toBe(0);
    for (const name of ['lifecycle', 'timeline', 'quarantine'])
      expect(out).toContain(`${name} is rebuilt and answers`);
    expect(err).toMatch(/lifecycle: \d+\.\d %, \d+ of \d+ events/);
    expect(out + err).not.toContain('\u001b');
    expect((await operator.live()).build).not.toBe(before.build);
    const json = await command.run('rebuild', 'lifecycle', '--json');
    expect([JSON.parse(json.out), json.err]).toEqual([
      expect.objectContaining({ projection: 'lifecycle', role: 'live', percent: 100 }),
      '',
    ]);
  });

  it(
    'goes on in the ledger after Ctrl-C, is shown again, and can be discarded',
    async () => {
      gate.isOpen = false;
      const first = command.start('rebuild', 'lifecycle');
      await until(() => Promise.resolve(first.said().includes('lifecycle: ')));
      first.child.kill('SIGINT');
      const stopped = await first.ended;
      expect(stopped.code).toBe(130);
      expect(stopped.err).toContain('The rebuild of lifecycle goes on in the ledger.');
      const running = (await operator.builds()).find(({ role }) => role === 'rebuild');
      expect(running?.projection).toBe('lifecycle');

      const second = command.start('rebuild', 'lifecycle');
      await until(() => Promise.resolve(second.said().includes('is being rebuilt already')));
      gate.isOpen = true;
      const shown = await second.ended;
      expect([shown.code, shown.out]).toEqual([0, expect.stringContaining('rebuilt and answers')]);
      expect((await operator.live()).build).toBe(running?.build);

      gate.isOpen = false;
      await operator.post('/v1/projections/lifecycle/rebuild');
      const discarded = await command.run('rebuild', 'lifecycle', '--discard');
      expect([discarded.code, discarded.out]).toEqual([0, expect.stringContaining('discarded')]);
      expect((await operator.builds()).some(({ role }) => role === 'rebuild')).toBe(false);
      gate.isOpen = true;
    },
    TIME_LIMIT_MS,
  );

  it('of one customer repairs that one', async () => {
    const [{ customer }] = buyers;
    await alterByHand(customer);
    expect(await usdOf(customer)).toBe('0.01');
    const { code, out } = await command.run('rebuild', '--customer', customer);
    expect([code, out]).toEqual([0, 'Rebuilt from 1 event in 2 streams of 1 profile.\n']);
    expect(await usdOf(customer)).toBe('9.99');
    expect((await command.run('rebuild', '--customer', 'nobody')).code).toBe(5);
  });
});

describe('subledger promote', () => {
  it('lets a held rebuild take over, after it has shown whose answers would change', async () => {
    const [{ customer }] = buyers;
    await alterByHand(customer);
    const held = await command.run('rebuild', 'lifecycle', '--hold');
    expect([held.code, held.out]).toEqual([
      0,
      expect.stringContaining('subledger promote lifecycle'),
    ]);
    const diff = await command.run('promote', 'lifecycle', '--diff');
    expect(diff.code).toBe(2);
    expect(diff.out).toMatch(/^2 answers would change\.$/m);
    const elsewhere = ['promote', 'lifecycle', '--environment', 'sandbox'] as const;
    expect((await command.run(...elsewhere)).code).toBe(1);
    expect((await command.run(...elsewhere, '--diff')).code).toBe(0);
    expect(diff.out).toMatch(
      new RegExp(`^production, customer ${customer}: .*0\\.01 USD -> .*9\\.99 USD$`, 'm'),
    );
    expect(await usdOf(customer)).toBe('0.01');
    expect((await command.run('promote', 'lifecycle')).code).toBe(0);
    expect(await usdOf(customer)).toBe('9.99');
  });
});

describe('subledger rebuild --hold', () => {
  it('says that it comes too late if the running rebuild takes over by itself', async () => {
    gate.isOpen = false;
    expect((await operator.post('/v1/projections/lifecycle/rebuild')).status).toBe(202);
    const { code, err } = await command.run('rebuild', 'lifecycle', '--hold');
    expect([code, err]).toEqual([5, expect.stringContaining('--hold comes too late')]);
    gate.isOpen = true;
    await until(async () => (await operator.builds()).every(({ role }) => role === 'live'));
  });
});

describe('subledger verify', () => {
  it('finds nothing where nothing is wrong, and leaves nothing behind', async () => {
    const { code, out } = await command.run('verify');
    expect(code).toBe(0);
    expect(out.match(/rows compared, none differs/g)).toHaveLength(3);
    expect((await operator.builds()).some(({ role }) => role === 'rebuild')).toBe(false);
  });

  it('finds a row that was altered by hand, and changes no answer', async () => {
    const [{ customer }] = buyers;
    await alterByHand(customer);
    const { code, out } = await command.run('verify', 'lifecycle');
    expect(code).toBe(2);
    expect(out).toMatch(/^facts, as it answers: .*0\.01/m);
    expect(out).toMatch(/^facts, as it should be: .*9\.99/m);
    const json = await command.run('verify', 'lifecycle', '--json');
    expect([json.code, JSON.parse(json.out)]).toMatchObject([2, { differing: 2 }]);
    expect(await usdOf(customer)).toBe('0.01');
    expect((await operator.builds()).some(({ role }) => role === 'rebuild')).toBe(false);
    await command.run('rebuild', '--customer', customer);
  });
});

describe('subledger verify whose ledger goes away', () => {
  it(
    'ends as it would have, and says how to remove what it could not',
    async () => {
      const own = await runLedger({}, { projections });
      await deliver(own, purchase(newBuyer()));
      const by = new Operator(() => own);
      await until(async () => (await by.live()).lag.events === 0);
      gate.isOpen = false;
      const verifying = command.start('verify', 'lifecycle', '--url', own.url);
      await until(() => Promise.resolve(verifying.said().includes('lifecycle: ')));
      await own.remove();
      gate.isOpen = true;
      verifying.child.kill('SIGINT');
      const { code, err } = await verifying.ended;
      expect([code, err]).toEqual([
        130,
        expect.stringContaining('subledger rebuild lifecycle --discard'),
      ]);
    },
    TIME_LIMIT_MS,
  );
});

describe('subledger verify beside a rebuild that is held', () => {
  it('says what to do with that one first', async () => {
    expect((await command.run('rebuild', 'timeline', '--hold')).code).toBe(0);
    const refused = await command.run('verify', 'timeline');
    expect([refused.code, refused.err]).toEqual([
      5,
      'subledger: timeline is being rebuilt already: wait until it has taken over. One that is held waits for subledger promote timeline, or for subledger rebuild timeline --discard.\n',
    ]);
    expect((await command.run('rebuild', 'timeline', '--discard')).code).toBe(0);
  });
});

describe('subledger quarantine', () => {
  it('lists, shows and retries', async () => {
    const { body } = await deliver(ledger, '\u001b[2J is no json');
    const id = String(body.eventId);
    await operator.get(`/v1/quarantine/${id}?minPosition=${String(body.position)}`);
    expect((await command.run('verify', 'quarantine')).out).toBe(
      'quarantine: 1 row compared, none differs\n',
    );
    const list = await command.run('quarantine', 'list');
    expect([list.code, list.out]).toEqual([0, expect.stringMatching(`${id} .*body-not-json`)]);
    const show = await command.run('quarantine', 'show', id);
    expect(show.out).toContain('body: \\u{1b}[2J is no json');
    const json = await command.run('quarantine', 'show', id, '--json');
    expect(JSON.parse(json.out)).toMatchObject({ eventId: id, body: '\u001b[2J is no json' });
    const sandbox = await deliver(ledger, 'no json either', { environment: 'sandbox' });
    const other = String(sandbox.body.eventId);
    await operator.get(`/v1/quarantine/${other}?minPosition=${String(sandbox.body.position)}`);
    expect((await command.run('quarantine', 'list')).out).toMatch(
      new RegExp(`${id} +production .*\\n.*${other} +sandbox `),
    );
    const all = await command.run('quarantine', 'retry', '--all');
    expect([all.out.includes(id), all.out.includes(other)]).toEqual([true, true]);
    for (const args of [[id], ['--all', '--environment', 'production']]) {
      const retry = await command.run('quarantine', 'retry', ...args);
      expect([retry.code, retry.out]).toEqual([2, expect.stringContaining('still body-not-json')]);
    }
  });
});

describe('subledger events', () => {
  it('follows the log until it is stopped', async () => {
    const following = command.start('events', '--json');
    const buyer = newBuyer();
    const { body } = await conversation.tell(purchase(buyer));
    await until(() => Promise.resolve(following.said().includes(String(body.eventId))));
    following.child.kill('SIGINT');
    expect((await following.ended).code).toBe(130);
  });

  it('follows a log that is empty yet over a restart of the ledger', async () => {
    const own = await runLedger();
    const { port } = new URL(own.url);
    const following = command.start('events', '--json', '--url', own.url);
    await until(() => haveBeenAsked(own));
    await own.close();
    await hangUpOnce(Number(port));
    const again = await createLedger(configure(own.dataDir, { PORT: port }));
    const { body } = await deliver(again, purchase(newBuyer()));
    await until(() => Promise.resolve(following.said().includes(String(body.eventId))));
    following.child.kill('SIGINT');
    expect((await following.ended).code).toBe(130);
    await again.close();
  });

  it('filters, and stops at the end or after so many', async () => {
    const [{ customer }] = buyers;
    const own = await command.run('events', '--customer', customer, '--once');
    expect(own.out.trim().split('\n')).toHaveLength(1);
    expect(own.out).toMatch(new RegExp(` subscription_started +${customer} `));
    const one = await command.run(
      'events',
      '--since',
      '2020-01-01T00:00:00Z',
      '--limit',
      '1',
      '--json',
    );
    expect(JSON.parse(one.out)).toMatchObject({ position: '1' });
    const none = await command.run('events', '--type', 'trial_started', '--once');
    expect([none.code, none.out]).toEqual([0, '']);
  });
});

describe('a projection that stands still', () => {
  it(
    'is shown, can try again, and can skip its event',
    async () => {
      const buyer = newBuyer();
      const body = purchase(buyer);
      const dry = await runLedger();
      poison = String((await deliver(dry, body)).body.eventId);
      await dry.remove();
      await conversation.tell(body);
      await until(async () => (await operator.live()).activity === 'standing-still');
      const shown = await command.run('projections');
      expect(shown.code).toBe(2);
      expect(shown.out).toContain(`lifecycle stands still at event ${poison}: poison\\u{1b}[31m`);
      const verified = await command.run('verify');
      expect([verified.code, verified.err]).toEqual([
        2,
        expect.stringContaining(
          `lifecycle stands still at event ${poison}, and cannot be compared`,
        ),
      ]);
      expect((await operator.builds()).some(({ role }) => role === 'rebuild')).toBe(false);
      expect((await command.run('resume', 'lifecycle')).code).toBe(0);
      await until(async () => (await operator.live()).activity === 'standing-still');
      expect((await command.run('skip', 'lifecycle', poison)).code).toBe(0);
      await until(async () => (await operator.live()).activity === 'following');
      expect((await command.run('projections')).out).toContain(`has skipped event ${poison}`);
      const again = await command.run('rebuild', 'lifecycle');
      expect([again.code, again.err]).toEqual([
        2,
        expect.stringContaining('stands still at event'),
      ]);
      poison = undefined;
      expect((await command.run('resume', 'lifecycle')).code).toBe(0);
      expect((await command.run('rebuild', 'lifecycle')).code).toBe(0);
      expect(await usdOf(buyer.customer)).toBe('9.99');
    },
    TIME_LIMIT_MS,
  );
});
