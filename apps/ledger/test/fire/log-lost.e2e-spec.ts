import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type BuiltLedger, startBuiltLedger } from '../built-ledger.js';
import { ask } from '../running-ledger.js';
import { eventually, expectNothingLost } from './recovered.js';
import { Sender } from './sender.js';
import { temporaryFolder } from './temporary-folder.js';

let folder: ReturnType<typeof temporaryFolder>;
let ledger: BuiltLedger;
beforeEach(() => {
  folder = temporaryFolder('log-lost');
});
afterEach(async () => {
  await ledger.kill();
  folder.remove();
});

describe('a log that is moved away while webhooks come', () => {
  it('has every acknowledged event in the moved files, and accepts webhooks again once they are back', async () => {
    const parts = ['', '-wal', '-shm'].map((part) => join(folder.path, `log.sqlite${part}`));
    const sender = new Sender({ connections: 16, most: 2_000, restMs: 5 });
    ledger = await startBuiltLedger(folder.path);
    await sender.sendMore(ledger.url, 200);
    const sending = sender.send(ledger.url, AbortSignal.timeout(1_500));
    await eventually('some are recorded', () => Promise.resolve(sender.receipts.size > 300));
    for (const part of parts) renameSync(part, `${part}.away`);
    await eventually('it is not ready', async () => {
      const { status, body } = await ask(ledger, '/health/ready');
      return status === 503 && JSON.stringify(body.reasons).includes('log.sqlite was removed');
    });
    const recorded = sender.receipts.size;
    await sending;
    expect(sender.receipts.size).toBe(recorded);

    // Nothing of it is lost with the process, which is killed before anything is put back.
    await ledger.kill();
    for (const part of parts) rmSync(part, { force: true });
    for (const part of parts) renameSync(`${part}.away`, part);
    ledger = await startBuiltLedger(folder.path);
    await expectNothingLost(ledger, { dataDir: folder.path }, sender);
  }, 60_000);
});
