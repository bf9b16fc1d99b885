import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BuildStatus } from '@subledger/projections';
import { WireServer } from '../../../libs/event-store/test/wire-server/wire-server.js';
import { locked } from '../../../libs/read-models/test/locked.js';
import { type PostgresServer, startPostgres } from '../../../libs/read-models/test/postgres.js';
import { type BuiltLedger, startBuiltLedger } from './built-ledger.js';
import { until } from './operator.js';
import { AUTHORIZED } from './purchase.js';
import { answerAfter, CUSTOMERS, customerOf, renewal } from './renewals.js';
import { ask, deliver, type RunningLedger, runLedger } from './running-ledger.js';

/** A third is recorded before the first kill, and another one while each batch is held up. */
const RENEWALS = 1_500;
const THIRD = RENEWALS / 3;
const AT_ONCE = 20;
const PROJECTIONS = 3;

/** Where a batch is held up, and its process killed. */
const PLACES = [
  {
    // The checkpoint is moved and the facts are written, but not the money.
    lockOf: (build: number) => `LOCK TABLE subledger.revenue_b${build} IN EXCLUSIVE MODE`,
    heldUp: /^insert into "revenue_b/,
  },
  {
    // Its transaction has begun, and nothing is written.
    lockOf: (build: number) => `SELECT FROM subledger.builds WHERE build = ${build} FOR UPDATE`,
    heldUp: /^update "builds" set "position"/,
  },
];
const NAMES = ['first', 'second', 'third'];

let store: WireServer;
let database: PostgresServer;
let url: string;
let folder: string;
let ingest: RunningLedger;
let query: RunningLedger;
/** The processes that project and live, by the names that the database knows them by. */
const projecting = new Map<string, BuiltLedger>();

beforeAll(async () => {
  [store, database] = await Promise.all([WireServer.open(), startPostgres()]);
  url = await database.createDatabase();
  folder = mkdtempSync(join(tmpdir(), 'subledger-projector-kill-'));
  const env = { EVENT_STORE_URL: store.url, READ_MODEL_URL: url };
  ingest = await runLedger({ ...env, ROLES: 'ingest' });
  query = await runLedger({ ...env, ROLES: 'query' });
  const start = async (name: string): Promise<void> => {
    mkdirSync(join(folder, name));
    const READ_MODEL_URL = `${url}&application_name=${name}`;
    const more = { ...env, READ_MODEL_URL, ROLES: 'project' };
    projecting.set(name, await startBuiltLedger(join(folder, name), more));
  };
  await Promise.all(NAMES.map(start));
}, 90_000);
afterAll(async () => {
  for (const ledger of projecting.values()) await ledger.kill();
  await query.remove();
  await ingest.remove();
  await Promise.all([store.close(), database.remove()]);
  rmSync(folder, { recursive: true });
});

const builds = async (): Promise<readonly BuildStatus[]> =>
  (await ask(query, '/v1/projections', AUTHORIZED)).body.items as BuildStatus[];

async function lifecycle(): Promise<BuildStatus> {
  const found = (await builds()).find(({ projection }) => projection === 'lifecycle');
  if (found === undefined) throw new Error('There is no lifecycle.');
  return found;
}

const positions = new Set<unknown>();

async function post(part: number): Promise<void> {
  const each = async (first: number): Promise<void> => {
    for (let number = first; number < (part + 1) * THIRD; number += AT_ONCE)
      positions.add((await deliver(ingest, renewal(number))).body.position);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, place) => each(part * THIRD + place)));
}

describe('projecting processes of which one is killed in the middle of a batch', () => {
  it('lose nothing and apply nothing twice: another one takes over within seconds', async () => {
    await post(0);
    await until(async () => (await lifecycle()).applied > 0);
    for (const [place, { lockOf, heldUp }] of PLACES.entries()) {
      const lock = await locked(url, lockOf((await lifecycle()).build));
      const posting = post(place + 1);
      const { application, statement } = await lock.waiting();
      expect(statement).toMatch(heldUp);
      await projecting.get(application)?.kill();
      expect(projecting.delete(application)).toBe(true);
      // What the batch holds is in the log, and not applied.
      expect((await lifecycle()).applied).toBeLessThan(positions.size);
      await posting;
      await lock.release();
    }
    const diedAt = performance.now();
    expect(positions.size).toBe(RENEWALS);
    await until(async () => (await ask(query, '/health/ready')).status === 200);
    expect(performance.now() - diedAt).toBeLessThan(20_000);
    expect((await builds()).map(({ role, applied }) => ({ role, applied }))).toEqual(
      Array.from({ length: PROJECTIONS }, () => ({ role: 'live', applied: RENEWALS })),
    );
    for (let number = 0; number < CUSTOMERS; number += 1) {
      const customer = customerOf(number);
      const wanted = answerAfter(RENEWALS, customer);
      const path = `/v1/customers/${customer}?at=${wanted.currentPeriodStartsAt}`;
      expect((await ask(query, path, AUTHORIZED)).body.revenue).toEqual({ usd: wanted.revenueUsd });
    }
  }, 120_000);
});
