import { closeSync, copyFileSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type BuiltLedger, startBuiltLedger } from '../built-ledger.js';
import { ask } from '../running-ledger.js';
import { expectNothingLost } from './recovered.js';
import { Sender } from './sender.js';
import { temporaryFolder } from './temporary-folder.js';

const PAGE_BYTES = 16_384;

let folder: ReturnType<typeof temporaryFolder>;
let ledger: BuiltLedger;
beforeEach(() => {
  folder = temporaryFolder('torn-page');
});
afterEach(async () => {
  await ledger.kill();
  folder.remove();
});

/** Half of the last page is noise: more than a power cut does, since the disk had said that it was written. */
function tearLastPage(file: string): void {
  const last = statSync(file).size - PAGE_BYTES;
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(PAGE_BYTES / 2, 0x5a), 0, PAGE_BYTES / 2, last);
  closeSync(descriptor);
}

/** It depends on the page whether the damage shows at the start or at the first webhook. */
async function damageToldBy(dataDir: string, before: Sender): Promise<string> {
  const started = await startBuiltLedger(dataDir).catch((refusal: unknown) => String(refusal));
  if (typeof started === 'string') return started;
  ledger = started;
  const late = new Sender({ connections: 4, bodyOf: (number) => before.bodyOf(500 + number) });
  await late.send(ledger.url, AbortSignal.timeout(500));
  expect([late.receipts.size, late.refusals.length > 0]).toEqual([0, true]);
  const { status, body } = await ask(ledger, '/health/ready');
  expect(status).toBe(503);
  await ledger.stop();
  return JSON.stringify(body.reasons);
}

describe('a log whose last page is torn, although the disk had said that it was written', () => {
  it('is told as damaged instead of written over, and has everything again from its backup', async () => {
    const [log, backup] = [join(folder.path, 'log.sqlite'), join(folder.path, 'backup.sqlite')];
    const sender = new Sender({ connections: 16, most: 500 });
    ledger = await startBuiltLedger(folder.path);
    await sender.send(ledger.url, AbortSignal.timeout(20_000));
    expect(await ledger.stop()).toBe(0);
    copyFileSync(log, backup);
    tearLastPage(log);

    expect(await damageToldBy(folder.path, sender)).toContain('the file is damaged, restore it');

    copyFileSync(backup, log);
    ledger = await startBuiltLedger(folder.path);
    await expectNothingLost(ledger, { dataDir: folder.path }, sender);
  }, 60_000);
});
