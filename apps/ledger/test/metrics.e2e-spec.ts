import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPostgres, type PostgresServer } from '../../../libs/read-models/test/postgres.js';
import { createLedger } from '../src/ledger.js';
import { scrape } from './metrics-page.js';
import { Operator, until } from './operator.js';
import { Conversation, newBuyer, purchase } from './purchase.js';
import {
  ask,
  configure,
  deliver,
  PRODUCTION_SECRET,
  READ_KEY,
  type RunningLedger,
  runLedger,
} from './running-ledger.js';

let ledger: RunningLedger;
const conversation = new Conversation(() => ledger);
beforeAll(async () => {
  ledger = await runLedger();
});
afterAll(async () => {
  await ledger.remove();
});

/** By how much `work` moves each of the series. */
async function moved(
  names: readonly string[],
  work: () => Promise<unknown>,
): Promise<readonly number[]> {
  const before = await scrape(ledger);
  await work();
  const after = await scrape(ledger);
  return names.map((name) => (after.get(name) ?? 0) - (before.get(name) ?? 0));
}

describe('metrics', () => {
  it.each([
    ['duplicate', () => [sameBody, sameBody]],
    ['conflict', () => [sameBody, { ...sameBody, note: randomUUID() }]],
    ['verification', () => [{}]],
    ['quarantined', () => [randomUUID()]],
    ['unrecognised', () => [purchase(newBuyer(), {}, { event_type: 'nobody knows it' })]],
  ])('count what is taken without effect: %s', async (reason, bodies) => {
    const name = `subledger_accepted_without_effect_total{environment="production",reason="${reason}"}`;
    const counts = await moved([name], async () => {
      for (const body of bodies()) await deliver(ledger, body);
    });
    expect(counts).toEqual([1]);
  });
  const sameBody = purchase(newBuyer());

  it('do not count a name that the operator has mapped', async () => {
    const mapped = await runLedger({ ADAPTY_EVENT_NAMES: '{"Began":"subscription_started"}' });
    await deliver(mapped, purchase(newBuyer(), {}, { event_type: 'began' }));
    const series = await scrape(mapped);
    await mapped.remove();
    const name =
      'subledger_accepted_without_effect_total{environment="production",reason="unrecognised"}';
    expect(series.get(name)).toBe(0);
  });

  it('time requests by the class of their route, and count problems by their code', async () => {
    const count = (routeClass: string, status: string): string =>
      `subledger_http_request_duration_seconds_count{route_class="${routeClass}",status="${status}"}`;
    const names = [
      count('webhook', '2xx'),
      count('status', '4xx'),
      count('other', '4xx'),
      'subledger_problems_total{code="not-found"}',
      'subledger_problems_total{code="unauthorized"}',
    ];
    const counts = await moved(names, async () => {
      await deliver(ledger, {});
      await conversation.ask('/v1/customers/nobody');
      await ask(ledger, '/no/such/address');
      await ask(ledger, '/v1/customers/nobody');
    });
    expect(counts).toEqual([1, 2, 1, 2, 1]);
  });

  it('show what was appended, what waits, and how much room there is', async () => {
    const names = ['subledger_log_events_total', 'subledger_log_commits_total'];
    const counts = await moved(names, () => deliver(ledger, purchase(newBuyer())));
    expect(counts).toEqual([1, 1]);
    const series = await scrape(ledger);
    expect(series.get('subledger_append_queue_appends')).toBe(0);
    expect(series.get('subledger_recording_deliveries')).toBe(0);
    expect(series.get('subledger_data_dir_free_bytes')).toBeGreaterThan(1_000_000);
    expect(series.get('subledger_check_failing{check="event store"}')).toBe(0);
    expect(series.get('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
    expect(series.get('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
  });

  it('count findings by their kind', async () => {
    const counted = await runLedger();
    const renewal = purchase(
      newBuyer(),
      { consecutive_payments: 3 },
      { event_type: 'subscription_renewed' },
    );
    const { body } = await deliver(counted, renewal);
    const key = { Authorization: `Bearer ${READ_KEY}` };
    await ask(counted, `/v1/findings?minPosition=${String(body.position)}`, key);
    const series = await scrape(counted);
    await counted.remove();
    const findings = [...series].filter(([name]) => name.startsWith('subledger_findings{'));
    expect(findings.length).toBeGreaterThan(10);
    expect(findings.filter(([, count]) => count > 0).map(([name]) => name)).toContain(
      'subledger_findings{environment="production",kind="payments-missing"}',
    );
  });
});

describe('a rebuild', () => {
  it('shows how far it is while it is there, and nothing once it is gone', async () => {
    const operator = new Operator(() => ledger);
    const isOf = (name: string): boolean => name.includes('role="rebuild"');
    expect([...(await scrape(ledger)).keys()].filter(isOf)).toEqual([]);
    const { build } = await operator.rebuilt('timeline');
    const labels = `{projection="timeline",role="rebuild",build="${build}"}`;
    const series = await scrape(ledger);
    expect(series.get(`subledger_rebuild_progress_ratio${labels}`)).toBe(1);
    expect(series.get(`subledger_projection_lag_events${labels}`)).toBe(0);
    expect(series.get(`subledger_projection_standing_still${labels}`)).toBe(0);
    await operator.delete(`/v1/projections/timeline/rebuilds/${build}`);
    expect([...(await scrape(ledger)).keys()].filter(isOf)).toEqual([]);
  });
});

describe("the time until Adapty's cut-off", () => {
  const CUTOFF = 'subledger_webhook_cutoff_seconds{environment="production"}';
  const LAST = 'subledger_last_webhook_timestamp_seconds{environment="production"}';
  const DAY_SECONDS = 86_400;

  it('runs while deliveries fail, over a restart, until one succeeds', async () => {
    const first = await runLedger();
    const beganAt = Date.now() / 1_000;
    expect((await scrape(first)).has(LAST)).toBe(false);
    await deliver(first, purchase(newBuyer()));
    await deliver(first, purchase(newBuyer()), { headers: { Authorization: 'wrong' } });
    const failing = await scrape(first);
    expect(failing.get(LAST)).toBeGreaterThanOrEqual(beganAt);
    expect(failing.get(CUTOFF)).toBeLessThan(DAY_SECONDS);
    await first.close();

    const second = await createLedger(configure(first.dataDir));
    const restarted = await scrape(second);
    expect(restarted.get(LAST)).toBe(failing.get(LAST));
    expect(restarted.get(CUTOFF)).toBeLessThan(failing.get(CUTOFF) ?? 0);
    await deliver(second, {});
    expect((await scrape(second)).get(CUTOFF)).toBe(DAY_SECONDS);
    await second.close();
    await first.remove();
  });

  it('is not affected by somebody who opens the address in a browser', async () => {
    const fresh = await runLedger();
    const headers = { Authorization: PRODUCTION_SECRET };
    await (await fetch(`${fresh.url}/webhooks/adapty/production`, { headers })).text();
    expect((await scrape(fresh)).get(CUTOFF)).toBe(DAY_SECONDS);
    await fresh.remove();
  });
});

describe('a database of several processes', () => {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.remove());

  it('is shown by a process that only projects', async () => {
    const READ_MODEL_URL = await postgres.createDatabase();
    const recording = await runLedger({ ROLES: 'ingest', READ_MODEL_URL });
    const { dataDir: DATA_DIR } = recording;
    const projecting = await runLedger({ ROLES: 'project', READ_MODEL_URL, DATA_DIR });
    try {
      await deliver(recording, purchase(newBuyer()));
      // Builds are numbered as their projections come to begin.
      const applied = 'subledger_projection_applied_events{projection="lifecycle",role="live",';
      await until(async () =>
        [...(await scrape(projecting))].some(
          ([name, value]) => name.startsWith(applied) && value === 1,
        ),
      );
      const names = [...(await scrape(projecting)).keys()];
      expect(names.some((name) => name.startsWith('subledger_webhook_cutoff'))).toBe(false);
    } finally {
      await projecting.remove();
      await recording.remove();
    }
  });

  it('that is down hides only its own metrics, and readiness says why', async () => {
    const over = await runLedger({ READ_MODEL_URL: await postgres.createDatabase() });
    const isReady = async (): Promise<boolean> => (await ask(over, '/health/ready')).status === 200;
    try {
      await until(isReady);
      const isLag = (name: string): boolean => name.startsWith('subledger_projection_lag_events{');
      expect([...(await scrape(over)).keys()].some(isLag)).toBe(true);
      await postgres.stop();
      await until(async () => !(await isReady()));
      const { body } = await ask(over, '/health/ready');
      expect(body).toMatchObject({
        code: 'not-ready',
        reasons: { projections: expect.any(String) },
      });
      const series = await scrape(over);
      expect([...series.keys()].some(isLag)).toBe(false);
      expect(series.get('subledger_check_failing{check="projections"}')).toBe(1);
      expect(series.get('subledger_check_failing{check="event store"}')).toBe(0);
      expect((await deliver(over, purchase(newBuyer()))).body.outcome).toBe('accepted');
      await postgres.start();
      await until(isReady);
    } finally {
      await over.remove();
    }
  }, 60_000);
});
