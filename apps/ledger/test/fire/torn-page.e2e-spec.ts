import { closeSync, copyFileSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type BuiltLedger, startBuiltLedger } from '../built-ledger.js';
import { ask } from '../running-ledger.js';
import { expectNothingLost } from './recovered.js';
import { Sender } from './sender.js';
import { temporaryFolder } from './temporary-folder.js';

let folder: ReturnType<typeof temporaryFolder>;
let ledger: BuiltLedger;
beforeEach(() => {
  folder = temporaryFolder('torn-page');
});
afterEach(async () => {
  await ledger.kill();
  folder.remove();
});

/**
 * The beginnings of the newest pages are noise: more than a power cut does, since the disk had said that they were written.
 * SQLite sees it when it comes to such a page, and the next append comes to the newest of them.
 */
function tearNewestPages(file: string): void {
  const header = readFileSync(file).subarray(0, 100);
  const pageBytes = header.readUInt16BE(16);
  const noise = Buffer.alloc(pageBytes / 2, 0x5a);
  const descriptor = openSync(file, 'r+');
  const pages = statSync(file).size / pageBytes;
  for (let page = Math.floor(pages / 4); page < pages; page += 1)
    writeSync(descriptor, noise, 0, noise.byteLength, page * pageBytes);
  closeSync(descriptor);
}

/** It depends on the pages whether the damage shows at the start or at the first webhook. */
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

describe('a log whose newest pages are torn, although the disk had said that they were written', () => {
  it('is reported as damaged instead of overwritten, and is restored in full from its backup', async () => {
    const [log, backup] = [join(folder.path, 'log.sqlite'), join(folder.path, 'backup.sqlite')];
    const sender = new Sender({ connections: 16, most: 500 });
    ledger = await startBuiltLedger(folder.path);
    await sender.send(ledger.url, AbortSignal.timeout(20_000));
    expect(await ledger.stop()).toBe(0);
    copyFileSync(log, backup);
    tearNewestPages(log);

    expect(await damageToldBy(folder.path, sender)).toContain('the file is damaged, restore it');

    copyFileSync(backup, log);
    ledger = await startBuiltLedger(folder.path);
    await expectNothingLost(ledger, { dataDir: folder.path }, sender);
  }, 60_000);
});
