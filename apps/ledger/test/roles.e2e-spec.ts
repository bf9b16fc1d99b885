import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSilentServer } from '../../../libs/event-store/test/silent-server.js';
import { WireServer } from '../../../libs/event-store/test/wire-server/wire-server.js';
import { type PostgresServer, startPostgres } from '../../../libs/read-models/test/postgres.js';
import { scrape } from './metrics-page.js';
import { until } from './operator.js';
import { AUTHORIZED, newBuyer, purchase } from './purchase.js';
import { type Answer, ask, deliver, type RunningLedger, runLedger } from './running-ledger.js';

let store: WireServer;
let database: PostgresServer;
let env: Record<string, string>;
const ledgers: RunningLedger[] = [];

beforeAll(async () => {
  [store, database] = await Promise.all([WireServer.open(), startPostgres()]);
  env = { EVENT_STORE_URL: store.url, READ_MODEL_URL: await database.createDatabase() };
});
afterAll(async () => {
  for (const ledger of ledgers) await ledger.remove();
  await Promise.all([store.close(), database.remove()]);
});

async function run(roles: string, storeUrl = store.url): Promise<RunningLedger> {
  const ledger = await runLedger({ ...env, EVENT_STORE_URL: storeUrl, ROLES: roles });
  ledgers.push(ledger);
  return ledger;
}

type Reasons = Readonly<Partial<Record<string, string>>>;

/** Asks until it is answered so, at most for the limit. */
async function askUntil(
  ledger: { readonly url: string },
  path: string,
  status: number,
  limitMs = 20_000,
): Promise<Answer> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const answer = await ask(ledger, path, AUTHORIZED);
    if (answer.status === status) return answer;
    if (performance.now() > deadline)
      throw new Error(`${path} is answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    await wait(50);
  }
}

describe('processes with roles', () => {
  it('record, project and answer together, and minPosition waits across them', async () => {
    const [ingest, query] = [await run('ingest'), await run('query')];
    const buyer = newBuyer();
    const { body } = await deliver(ingest, purchase(buyer));
    const path = `/v1/customers/${buyer.customer}?minPosition=${String(body.position)}&timeoutMs=20000`;
    const waiting = ask(query, path, AUTHORIZED);
    const project = await run('project');
    expect((await waiting).body).toMatchObject({ revenue: { usd: '9.99' } });
    for (const ledger of [ingest, query, project])
      expect((await askUntil(ledger, '/health/ready', 200)).body).toEqual({ status: 'ready' });
  });

  it('answer 503 for what they do not do, and never 404', async () => {
    const [ingest, query, project] = ledgers;
    if (!ingest || !query || !project) throw new Error('They were started above.');
    for (const ledger of [query, project])
      for (const environment of ['production', 'sandbox', 'mistyped']) {
        const { status, headers, body } = await deliver(ledger, purchase(newBuyer()), {
          environment,
        });
        expect([status, body.code]).toEqual([503, 'role-not-here']);
        expect(headers.get('retry-after')).toMatch(/^\d+$/);
      }
    for (const ledger of [ingest, project]) {
      const { status, body } = await ask(ledger, '/v1/customers/x', AUTHORIZED);
      expect([status, body.code]).toEqual([503, 'role-not-here']);
    }
  });

  it('go on recording while the database is away, answer 503 meanwhile, and recover', async () => {
    const [ingest, query] = ledgers;
    if (!ingest || !query) throw new Error('They were started above.');
    const buyer = newBuyer();
    await database.stop('crash');
    const { body } = await deliver(ingest, purchase(buyer));
    expect(body.outcome).toBe('accepted');
    const refused = await ask(query, `/v1/customers/${buyer.customer}`, AUTHORIZED);
    expect([refused.status, refused.body.code]).toEqual([503, 'read-models-unavailable']);
    expect((await ask(query, '/health/ready')).status).toBe(503);
    await database.start();
    const answer = await askUntil(query, `/v1/customers/${buyer.customer}`, 200);
    expect(answer.body).toMatchObject({ revenue: { usd: '9.99' } });
  });

  it('answer, and stay ready for it, while the store is away: those that only answer', async () => {
    const [ingest, query, project] = ledgers;
    if (!ingest || !query || !project) throw new Error('They were started above.');
    const buyer = newBuyer();
    const { body } = await deliver(ingest, purchase(buyer));
    const path = `/v1/customers/${buyer.customer}`;
    const since = `minPosition=${String(body.position)}&timeoutMs=20000`;
    expect((await ask(query, `${path}?${since}`, AUTHORIZED)).status).toBe(200);
    await store.stop();
    const silent = await openSilentServer();
    // Those that start meanwhile answer as well as one that runs on, and whether it refuses or hangs.
    for (const ledger of [query, await run('query'), await run('query', silent.url)]) {
      expect((await ask(ledger, path, AUTHORIZED)).body).toMatchObject({ lag: null });
      const ready = await ask(ledger, '/health/ready');
      expect([ready.status, ready.body]).toEqual([
        200,
        { status: 'ready', warnings: { 'event store': expect.any(String) } },
      ]);
      const builds = (await ask(ledger, '/v1/projections', AUTHORIZED)).body.items;
      expect(builds).toContainEqual(
        expect.objectContaining({ projection: 'lifecycle', lag: { events: null, seconds: null } }),
      );
      const series = await scrape(ledger);
      expect(series.get('subledger_check_failing{check="event store"}')).toBe(1);
      const shown = (gauge: string) =>
        [...series.keys()].filter((one) => one.startsWith(`subledger_projection_${gauge}{`)).length;
      expect(shown('applied_events')).toBe(3);
      expect(shown('stalled')).toBe(3);
      expect(shown('lag_events')).toBe(0);
    }
    for (const ledger of [ingest, project])
      expect((await ask(ledger, '/health/ready')).status).toBe(503);
    silent.close();
    await store.start();
    for (const ledger of [ingest, query, project]) await askUntil(ledger, '/health/ready', 200);
    await until(async () => (await ask(query, '/health/ready')).body.warnings === undefined);
  }, 60_000);
});

describe('a process that only answers', () => {
  it('is not ready beside a log that does not hold what its read models have applied', async () => {
    const shared = { ...env, READ_MODEL_URL: await database.createDatabase() };
    const start = async (roles: string, storeUrl: string): Promise<RunningLedger> => {
      const ledger = await runLedger({ ...shared, EVENT_STORE_URL: storeUrl, ROLES: roles });
      ledgers.push(ledger);
      return ledger;
    };
    const recording = await start('ingest,project', store.url);
    const { body } = await deliver(recording, purchase(newBuyer()));
    const other = await WireServer.open();
    const [right, wrong] = [await start('query', store.url), await start('query', other.url)];
    await askUntil(right, `/v1/findings?minPosition=${String(body.position)}`, 200);
    await askUntil(right, '/health/ready', 200);
    const { reasons } = (await askUntil(wrong, '/health/ready', 503)).body;
    expect(reasons).toEqual({
      projections: expect.stringContaining('which the log does not hold'),
    });
    await other.close();
  });

  it('does not start over read models that a newer ledger wrote', async () => {
    const READ_MODEL_URL = await database.createDatabase();
    await (await runLedger({ ...env, READ_MODEL_URL, ROLES: 'project' })).remove();
    await database.run(
      READ_MODEL_URL,
      "UPDATE subledger.builds SET version = 99 WHERE projection = 'lifecycle'",
    );
    await expect(runLedger({ ...env, READ_MODEL_URL, ROLES: 'query' })).rejects.toMatchObject({
      code: 'invalid-configuration',
      message: expect.stringContaining('was written by a newer ledger (version 99'),
    });
  });
});

describe('a projecting process that starts while its database takes no writes', () => {
  it('is not ready, and says why', async () => {
    const url = await database.createDatabase();
    const shared = { ...env, READ_MODEL_URL: url, ROLES: 'project' };
    const before = await runLedger(shared);
    ledgers.push(before);
    await askUntil(before, '/health/ready', 200);
    await before.close();
    const name = new URL(url).pathname.slice(1);
    await database.run(
      await database.createDatabase(),
      `ALTER DATABASE ${name} SET default_transaction_read_only = on`,
    );
    const after = await runLedger(shared);
    ledgers.push(after);
    const isTold = async () => {
      const { projections } = ((await ask(after, '/health/ready')).body.reasons ?? {}) as Reasons;
      return projections?.includes('cannot be taken up: cannot execute') === true;
    };
    await until(isTold);
  }, 60_000);
});
