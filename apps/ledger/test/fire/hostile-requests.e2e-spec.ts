import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attackBuiltLedger } from '../../../../tools/fuzz/attack.js';
import { PRODUCTION_SECRET, type RunningLedger, runLedger } from '../running-ledger.js';
import { RawClient } from './raw-client.js';

describe('a thousand hostile requests', () => {
  it('are each answered as documented, without a stack trace, and leave the ledger healthy', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'subledger-hostile-'));
    const { sent, complaints, statuses, aftermath } = await attackBuiltLedger(dataDir, {
      seed: 20_260_101,
      cases: 1_000,
    });
    // Where this fails, `npm run fuzz -- --seed 20260101 --cases 1000` shows the requests.
    expect(complaints.map(({ name, complaint }) => `${name}: ${complaint}`)).toEqual([]);
    expect(aftermath).toEqual([]);
    expect(sent).toBeGreaterThan(1_000);
    // Otherwise nothing but the doors would have been tried.
    expect(statuses[200]).toBeGreaterThan(50);
    expect(statuses[400]).toBeGreaterThan(50);
    rmSync(dataDir, { recursive: true });
  }, 90_000);
});

describe('what the fuzzer has found', () => {
  let ledger: RunningLedger;
  beforeAll(async () => {
    ledger = await runLedger();
  });
  afterAll(() => ledger.remove());

  it('a webhook that expects what no server knows is recorded all the same', async () => {
    const client = await RawClient.connect(ledger.url);
    client.say(
      'POST /webhooks/adapty/production HTTP/1.1\r\nHost: ledger\r\nConnection: close\r\n' +
        `Authorization: ${PRODUCTION_SECRET}\r\nExpect: a miracle\r\nContent-Length: 18\r\n\r\n` +
        '{"event_type":"x"}',
    );
    await client.closed();
    expect(client.heard).toMatch(/^HTTP\/1\.1 200 [^]*"outcome":"accepted"/);
  });
});
