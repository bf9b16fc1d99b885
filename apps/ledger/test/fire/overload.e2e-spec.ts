import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openSqliteEventStore } from '@subledger/event-store';
import { WireServer } from '../../../../libs/event-store/test/wire-server/wire-server.js';
import { type BuiltLedger, startBuiltLedger } from '../built-ledger.js';
import { scrape } from '../metrics-page.js';
import { ask, READ_KEY, runLedger } from '../running-ledger.js';
import { expectNothingLost } from './recovered.js';
import { Sender } from './sender.js';

const BOUND = 24;
const CONNECTIONS = 96;
/** How long the log takes over an append: much longer than a refusal may take. */
const APPEND_MS = 1_000;

const DURATION = 'subledger_http_request_duration_seconds';

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

describe('a ledger that is offered four times as many webhooks at once as it works on', () => {
  let dataDir: string;
  let store: WireServer;
  let ledger: BuiltLedger;
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'subledger-overload-'));
    store = await WireServer.open();
    ledger = await startBuiltLedger(dataDir, {
      EVENT_STORE_URL: store.url,
      MAX_REQUESTS_IN_FLIGHT: String(BOUND),
    });
  });
  afterEach(async () => {
    await ledger.kill();
    await store.close();
    rmSync(dataDir, { recursive: true });
  });

  it('refuses the rest at once with Retry-After, records what it accepts, and recovers without a restart', async () => {
    await store.setLatency(APPEND_MS);
    const sender = new Sender({ connections: CONNECTIONS, most: 400, comeBackMs: 250 });
    await sender.send(ledger.url, AbortSignal.timeout(3_500));
    const refused = sender.refusals.filter(({ code }) => code === 'overloaded');
    expect(refused.length).toBeGreaterThan(CONNECTIONS);
    expect(
      refused.filter(({ status, retryAfter }) => status !== 503 || retryAfter !== '5'),
    ).toEqual([]);
    // Senders and ledger share a machine, and stand in each other's way: so the ledger's own clock is asked, for the
    // middle one.
    expect(median(refused.map(({ tookMs }) => tookMs))).toBeLessThan(APPEND_MS / 2);
    const series = await scrape(ledger);
    const ofRefusals = 'route_class="webhook",status="5xx"';
    const within50Ms = series.get(`${DURATION}_bucket{le="0.05",${ofRefusals}}`);
    expect(within50Ms).toBeGreaterThan((series.get(`${DURATION}_count{${ofRefusals}}`) ?? 0) / 2);
    expect(sender.receipts.size).toBeGreaterThan(BOUND);
    const questions = await ask(ledger, '/v1/customers/nobody', {
      Authorization: `Bearer ${READ_KEY}`,
    });
    expect(questions.status).toBe(404);

    await store.setLatency(0);
    const log = { dataDir, env: { EVENT_STORE_URL: store.url } };
    await sender.settle(ledger.url);
    await sender.send(ledger.url, AbortSignal.timeout(20_000));
    expect(sender.numbersUsed).toBe(400);
    await expectNothingLost(ledger, log, sender);
  }, 60_000);
});

describe('a log whose queue is full', () => {
  it('refuses the rest with Retry-After, and has recorded everything in the end', async () => {
    const ledger = await runLedger(
      {},
      {
        openEventStore: ({ dataDir }) =>
          openSqliteEventStore({ file: join(dataDir, 'log.sqlite'), maxQueuedAppends: 4 }),
      },
    );
    const sender = new Sender({ connections: CONNECTIONS, most: 250 });
    await sender.send(ledger.url, AbortSignal.timeout(20_000));
    expect(sender.refusals.length).toBeGreaterThan(0);
    expect(
      new Set(sender.refusals.map((one) => `${one.status} ${one.code} ${one.retryAfter ?? ''}`)),
    ).toEqual(new Set(['503 overloaded 5']));
    await expectNothingLost(ledger, ledger, sender);
    await ledger.remove();
  }, 60_000);
});
