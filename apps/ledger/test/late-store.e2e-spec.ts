import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { flows, relabel } from '@subledger/flows';
import { WireServer } from '../../../libs/event-store/test/wire-server/wire-server.js';
import { ask, deliver, READ_KEY, type RunningLedger, runLedger } from './running-ledger.js';

const [flow] = flows.map((one) => relabel(one, 'late'));
const [body] = flow?.steps[0]?.deliver ?? [];

describe('a ledger whose EventStoreDB is not there yet', () => {
  let server: WireServer;
  let ledger: RunningLedger;
  beforeAll(async () => {
    server = await WireServer.open({ isDown: true });
    ledger = await runLedger({ EVENT_STORE_URL: server.url });
  });
  afterAll(async () => {
    await ledger.remove();
    await server.close();
  });

  it('starts, is not ready, and asks for webhooks again', async () => {
    const ready = await ask(ledger, '/health/ready');
    expect([ready.status, ready.body.code]).toEqual([503, 'not-ready']);
    const refused = await deliver(ledger, body ?? {});
    expect([refused.status, refused.body.code]).toEqual([503, 'store-unavailable']);
  }, 30_000);

  it('records and answers once it is', async () => {
    await server.start();
    const answer = await deliverUntilTaken(ledger);
    const query = `at=2026-01-01T01:00:00Z&minPosition=${answer}&timeoutMs=30000`;
    const told = await ask(ledger, `/v1/customers/user-a@late/access/premium?${query}`, {
      Authorization: `Bearer ${READ_KEY}`,
    });
    expect([told.status, told.body.active]).toEqual([200, true]);
    // Each projection comes back in its own time.
    await untilReady(ledger);
  }, 60_000);
});

async function deliverUntilTaken(ledger: RunningLedger): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const { status, body: answer } = await deliver(ledger, body ?? {});
    if (status === 200) return String(answer.position);
    await wait(100);
  }
  throw new Error('The webhook was never taken.');
}

async function untilReady(ledger: RunningLedger): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if ((await ask(ledger, '/health/ready')).status === 200) return;
    await wait(100);
  }
  throw new Error('The ledger never became ready.');
}
