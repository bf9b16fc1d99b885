import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WireServer } from '../../../../libs/event-store/test/wire-server/wire-server.js';
import { type BuiltLedger, startBuiltLedger } from '../built-ledger.js';
import { ask } from '../running-ledger.js';
import { eventually, expectNothingLost } from './recovered.js';
import { Sender } from './sender.js';
import { temporaryFolder } from './temporary-folder.js';

/** Long enough for every connection, budget and subscription to have been given up. */
const GONE_MS = 12_000;

let folder: ReturnType<typeof temporaryFolder>;
let store: WireServer;
let ledger: BuiltLedger;
beforeEach(async () => {
  folder = temporaryFolder('eventstoredb');
  store = await WireServer.open();
  ledger = await startBuiltLedger(folder.path, { EVENT_STORE_URL: store.url });
});
afterEach(async () => {
  await ledger.kill();
  await store.close();
  folder.remove();
});

describe('an EventStoreDB that is gone for longer than anything waits for it', () => {
  it('is answered 503, reported by the health check, and used again without a restart', async () => {
    const sender = new Sender({ connections: 16, restMs: 20 });
    await sender.sendMore(ledger.url, 100);
    await store.stop();

    const over = new AbortController();
    const sending = sender.send(ledger.url, over.signal);
    await wait(GONE_MS);
    const ready = await ask(ledger, '/health/ready');
    expect([ready.status, ready.body.code]).toEqual([503, 'not-ready']);
    expect(Object.keys(ready.body.reasons as object)).toContain('event store');
    expect(sender.refusals.every(({ status, retryAfter }) => status === 503 && retryAfter)).toBe(
      true,
    );
    // An answer later than ten seconds finds nobody any more.
    expect(Math.max(...sender.refusals.map(({ tookMs }) => tookMs))).toBeLessThan(10_000);

    const before = sender.receipts.size;
    await store.start();
    await eventually('webhooks are taken again', () =>
      Promise.resolve(sender.receipts.size > before + 16),
    );
    over.abort();
    await sending;
    const log = { dataDir: folder.path, env: { EVENT_STORE_URL: store.url } };
    await expectNothingLost(ledger, log, sender);
  }, 120_000);
});
