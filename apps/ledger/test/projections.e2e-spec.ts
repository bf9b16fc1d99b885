import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BuildStatus, Projection } from '@subledger/projections';
import type { VerificationAnswer } from '@subledger/queries';
import { ledgerProjections, type ListProjections } from '../src/read-side/ledger-projections.js';
import { Operator, until } from './operator.js';
import { Conversation, newBuyer, purchase } from './purchase.js';
import { ask, deliver, READ_KEY, type RunningLedger, runLedger } from './running-ledger.js';

/** The event that the poisoned projection cannot take, until the code is mended. */
let poison: string | undefined;

const poisonable: ListProjections = (names) =>
  ledgerProjections(names).map((projection) =>
    projection.name === 'lifecycle' ? poisoned(projection) : projection,
  );

const poisoned = (projection: Projection): Projection => ({
  ...projection,
  apply: async (transaction, events) => {
    if (events.some(({ id }) => id === poison)) throw new Error('this code cannot take it');
    await projection.apply(transaction, events);
  },
});

let ledger: RunningLedger;
const conversation = new Conversation(() => ledger);
const operator = new Operator(() => ledger);
beforeAll(async () => {
  ledger = await runLedger({}, { projections: poisonable });
});
afterAll(async () => {
  await ledger.remove();
});

async function newSubscriber() {
  const buyer = newBuyer();
  await conversation.tell(purchase(buyer));
  await conversation.ask(`/v1/customers/${buyer.customer}`);
  return buyer;
}

/** What somebody with the file and a shell does by hand, beside the running ledger. */
async function alterByHand(statement: (build: number) => string): Promise<void> {
  const { build } = await operator.live();
  const database = new DatabaseSync(join(ledger.dataDir, 'read-models.sqlite'), { timeout: 5_000 });
  try {
    database.exec(statement(build));
  } finally {
    database.close();
  }
}

const usdOf = async (customer: string): Promise<string> =>
  (await conversation.statusOf({ customer })).revenue.usd;

/** Makes a customer's purchase cost a cent, in the facts only. */
const cheapen = (customer: string) => (build: number) =>
  `UPDATE facts_b${build} SET facts = replace(facts, '9.99', '0.01')
   WHERE facts LIKE '%"customerUserId":"${customer}"%'`;

describe('the projections', () => {
  it('are shown with version, position, lag and activity to a key that may only read', async () => {
    await newSubscriber();
    await until(async () =>
      (await operator.builds()).every((one) => one.position === conversation.position),
    );
    const headers = { Authorization: `Bearer ${READ_KEY}` };
    const { status, body } = await ask(ledger, '/v1/projections', headers);
    expect(status).toBe(200);
    const items = body.items as BuildStatus[];
    expect(items.map(({ projection }) => projection).sort()).toEqual([
      'lifecycle',
      'quarantine',
      'timeline',
    ]);
    for (const item of items)
      expect(item).toMatchObject({
        role: 'live',
        activity: 'following',
        stale: false,
        position: conversation.position,
        lag: { events: 0, seconds: 0 },
        failure: null,
        skipped: [],
      });
  });

  it.each([
    ['POST', '/v1/projections/lifecycle/rebuild'],
    ['POST', '/v1/projections/lifecycle/rebuilds/1/promote'],
    ['DELETE', '/v1/projections/lifecycle/rebuilds/1'],
    ['GET', '/v1/projections/lifecycle/rebuilds/1/diff'],
    ['GET', '/v1/projections/lifecycle/rebuilds/1/verification'],
    ['POST', '/v1/projections/lifecycle/resume'],
    ['POST', '/v1/projections/lifecycle/skip'],
    ['POST', '/v1/projections/lifecycle/customers/x/rebuild'],
    ['POST', '/v1/quarantine/x/retry'],
  ])('%s %s requires an admin key', async (method, path) => {
    const headers = { Authorization: `Bearer ${READ_KEY}` };
    const response = await fetch(`${ledger.url}${path}`, { method, headers });
    expect(response.status).toBe(403);
  });

  it.each(['x', '-1', '1e3', '1.5', '9'.repeat(20)])(
    'refuse %s for the number of a rebuild',
    async (build) => {
      for (const question of ['', '/diff', '/verification']) {
        const path = `/v1/projections/lifecycle/rebuilds/${build}${question}`;
        const { status, body } = await operator.get(path);
        expect([status, body.code, body.detail]).toEqual([
          400,
          'invalid-request',
          'The address must name the number of a rebuild, such as 7.',
        ]);
      }
    },
  );

  it.each([
    ['[]', /JSON object/],
    ['{', /not JSON/],
    ['\u00ff', /hold|not JSON/],
    ['{"hold": "yes"}', /hold must be true or false/],
    ['{"hold": true, "other": 1}', /^other is not a member of this body\.$/],
    ['{"__proto__": {"hold": true}}', /name that is not allowed/],
    [`{"hold": true, "x": "${'x'.repeat(20_000)}"}`, /more than 16384 bytes/],
  ])('refuse the body %.40s', async (body, detail) => {
    const answer = await operator.post('/v1/projections/lifecycle/rebuild', body);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid-request']);
    expect(answer.body.detail).toMatch(detail);
    expect((await operator.builds()).filter(({ role }) => role === 'rebuild')).toEqual([]);
  });

  it('that is unknown are 404', async () => {
    for (const answer of [
      await operator.post('/v1/projections/nothing/rebuild'),
      await operator.get('/v1/projections/lifecycle/rebuilds/99999'),
      await operator.get('/v1/projections/timeline/rebuilds/1'),
      await operator.post('/v1/projections/lifecycle/resume'),
    ])
      expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
  });
});

describe('a rebuild over HTTP', () => {
  it('takes over by itself, and changes no answer', async () => {
    const { customer } = await newSubscriber();
    const before = await conversation.statusOf({ customer });
    const { status, body } = await operator.post('/v1/projections/lifecycle/rebuild');
    expect(status).toBe(202);
    expect(body).toMatchObject({ projection: 'lifecycle', takesOverByItself: true });
    await until(async () => (await operator.live()).build === body.build);
    expect(await conversation.statusOf({ customer })).toEqual(before);
    const path = `/v1/projections/lifecycle/rebuilds/${String(body.build)}`;
    const done = await operator.get(path);
    expect(done.body).toMatchObject({ role: 'live', remaining: 0, percent: 100 });
  });

  it('that is held waits to be promoted, and cannot be started twice', async () => {
    await newSubscriber();
    const { build, percent, remaining } = await operator.rebuilt();
    expect([percent, remaining]).toEqual([100, 0]);
    const again = await operator.post('/v1/projections/lifecycle/rebuild');
    expect([again.status, again.body.code]).toEqual([409, 'rebuild-running']);
    const path = `/v1/projections/lifecycle/rebuilds/${build}`;
    expect((await operator.post(`${path}/promote`)).body).toMatchObject({ build, role: 'live' });
    expect((await operator.live()).build).toBe(build);
    expect((await operator.post(`${path}/promote`)).status).toBe(404);
  });

  it('can be discarded', async () => {
    const { build } = await operator.rebuilt();
    const path = `/v1/projections/lifecycle/rebuilds/${build}`;
    expect((await operator.delete(path)).status).toBe(204);
    expect((await operator.get(path)).status).toBe(404);
    expect((await operator.delete(path)).status).toBe(404);
  });

  it('lists before its promotion whose answers would change, with old and new', async () => {
    const [{ customer }] = [await newSubscriber(), await newSubscriber()];
    await alterByHand(cheapen(customer));
    const { build } = await operator.rebuilt();
    const path = `/v1/projections/lifecycle/rebuilds/${build}/diff?at=2026-01-15T00:00:00Z&limit=1`;
    const found: Record<string, unknown>[] = [];
    let cursor: unknown;
    for (let page = 0; page === 0 || typeof cursor === 'string'; page += 1) {
      const more = typeof cursor === 'string' ? `&cursor=${cursor}` : '';
      const { status, body } = await operator.get(`${path}${more}`);
      expect(status).toBe(200);
      found.push(...(body.items as Record<string, unknown>[]));
      cursor = body.nextCursor;
    }
    expect(found).toMatchObject([
      {
        customerUserId: customer,
        before: { at: '2026-01-15T00:00:00Z', revenue: { usd: '0.01' } },
        after: { revenue: { usd: '9.99' } },
      },
      { customerUserId: null, profileId: expect.any(String), after: { state: 'Subscribed' } },
    ]);
    await operator.post(`/v1/projections/lifecycle/rebuilds/${build}/promote`);
    expect(await usdOf(customer)).toBe('9.99');
  });

  it('finds a row that was altered by hand, one that was removed, and one that was added', async () => {
    const [first, second] = [await newSubscriber(), await newSubscriber()];
    await alterByHand(cheapen(first.customer));
    await alterByHand(
      (build) => `DELETE FROM customer_profiles_b${build} WHERE customer = '${second.customer}';
        INSERT INTO customer_profiles_b${build} (environment, customer, profile, recorded_at) VALUES ('production', 'nobody', 'p', '2026')`,
    );
    const { build } = await operator.rebuilt();
    const path = `/v1/projections/lifecycle/rebuilds/${build}/verification`;
    const differences: VerificationAnswer['differences'][number][] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { status, body } = await operator.get(`${path}${cursor}`);
      expect(status).toBe(200);
      const page = body as unknown as VerificationAnswer;
      differences.push(...page.differences);
      cursor = page.nextCursor === null ? null : `?cursor=${page.nextCursor}`;
    }
    expect(differences).toMatchObject([
      { table: 'facts', only: 'live', row: { facts: expect.stringContaining('0.01') } },
      { table: 'facts', only: 'rebuild', row: { facts: expect.stringContaining('9.99') } },
      { table: 'customer_profiles', only: 'rebuild', row: { customer: second.customer } },
      { table: 'customer_profiles', only: 'live', row: { customer: 'nobody' } },
    ]);
    await operator.post(`/v1/projections/lifecycle/rebuilds/${build}/promote`);
  });

  it('refuses cursors that no page gave', async () => {
    const { build } = await operator.rebuilt();
    const path = `/v1/projections/lifecycle/rebuilds/${build}`;
    for (const list of ['diff', 'verification'])
      for (const cursor of ['x', Buffer.from('["facts; DROP",[]]').toString('base64url')])
        expect((await operator.get(`${path}/${list}?cursor=${cursor}`)).status).toBe(400);
    await operator.delete(path);
  });
});

describe('one customer', () => {
  it('is repaired in place, with whatever was lost of it, and nobody else is touched', async () => {
    const [{ customer }, other] = [await newSubscriber(), await newSubscriber()];
    const right = await conversation.statusOf({ customer });
    await alterByHand(cheapen(customer));
    await alterByHand(cheapen(other.customer));
    expect(await usdOf(customer)).toBe('0.01');
    const path = `/v1/projections/lifecycle/customers/${customer}/rebuild`;
    const { status, body } = await operator.post(path);
    expect([status, body]).toEqual([200, { profiles: 1, subjects: 1, streams: 2, events: 1 }]);
    const repaired = await conversation.statusOf({ customer });
    expect(repaired).toEqual(right);
    expect(await usdOf(other.customer)).toBe('0.01');
    await operator.post(`/v1/projections/lifecycle/customers/${other.customer}/rebuild`);
    const { build } = await operator.rebuilt();
    const verified = await operator.get(`/v1/projections/lifecycle/rebuilds/${build}/verification`);
    expect(verified.body.differences).toEqual([]);
    await operator.delete(`/v1/projections/lifecycle/rebuilds/${build}`);
  });

  it('goes on following the log afterwards', async () => {
    const buyer = await newSubscriber();
    await operator.post(`/v1/projections/lifecycle/customers/${buyer.customer}/rebuild`);
    await conversation.tell(
      purchase(
        buyer,
        { transaction_id: 'T-next', price_usd: 5 },
        { event_type: 'subscription_renewed' },
      ),
    );
    expect(await usdOf(buyer.customer)).toBe('14.99');
  });

  it('that is unknown is 404', async () => {
    const { status } = await operator.post('/v1/projections/lifecycle/customers/nobody/rebuild');
    expect(status).toBe(404);
  });
});

describe('an event that a projection cannot take', () => {
  it('stands still visibly, delays no other projection, and resumes once the code is fixed', async () => {
    const buyer = newBuyer();
    const body = purchase(buyer);
    poison = (await deliver(await dryRun(), body)).body.eventId as string;
    const { body: receipt } = await conversation.tell(body);
    expect(receipt.eventId).toBe(poison);
    await until(async () => (await operator.live()).activity === 'standing-still');
    expect((await operator.live()).failure).toMatchObject({
      eventId: poison,
      position: conversation.position,
      reason: 'this code cannot take it',
    });
    const ready = await ask(ledger, '/health/ready');
    expect([ready.status, JSON.stringify(ready.body)]).toEqual([
      503,
      expect.stringContaining(poison),
    ]);
    expect(await metric('subledger_projection_standing_still', 'lifecycle')).toBe('1');
    expect(await metric('subledger_projection_standing_still', 'timeline')).toBe('0');
    expect((await conversation.ask(`/v1/events/${poison}`)).status).toBe(200);

    const other = await operator.post('/v1/projections/lifecycle/skip', {
      eventId: '00000000-0000-4000-8000-000000000000',
    });
    expect([other.status, other.body.detail]).toEqual([404, expect.stringContaining(poison)]);

    const mendedId = poison;
    poison = undefined;
    expect((await operator.post('/v1/projections/lifecycle/resume')).status).toBe(200);
    expect(await usdOf(buyer.customer)).toBe('9.99');
    expect(mendedId).toMatch(/^[\da-f-]{36}$/);
  });

  it('can be skipped, which is on record until the next rebuild', async () => {
    const buyer = newBuyer();
    const body = purchase(buyer);
    poison = (await deliver(await dryRun(), body)).body.eventId as string;
    await conversation.tell(body);
    await until(async () => (await operator.live()).activity === 'standing-still');
    const skipped = await operator.post('/v1/projections/lifecycle/skip', { eventId: poison });
    expect(skipped.status).toBe(200);
    expect((await conversation.ask(`/v1/customers/${buyer.customer}`)).status).toBe(404);
    expect((await operator.live()).skipped).toMatchObject([
      { eventId: poison, reason: 'this code cannot take it' },
    ]);
    poison = undefined;
    const { build } = await operator.rebuilt();
    await operator.post(`/v1/projections/lifecycle/rebuilds/${build}/promote`);
    expect(await usdOf(buyer.customer)).toBe('9.99');
    expect((await operator.live()).skipped).toEqual([]);
  });
});

let other: RunningLedger | undefined;
afterAll(async () => {
  await other?.remove();
});
/** A ledger of its own that tells which id an event will have. */
async function dryRun(): Promise<RunningLedger> {
  return (other ??= await runLedger());
}

async function metric(name: string, projection: string): Promise<string | undefined> {
  const headers = { Authorization: `Bearer ${READ_KEY}` };
  const text = await (await fetch(`${ledger.url}/metrics`, { headers })).text();
  const line = text
    .split('\n')
    .find((one) => one.startsWith(`${name}{`) && one.includes(`projection="${projection}"`));
  return line?.split(' ').at(-1);
}
