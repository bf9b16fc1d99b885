import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type BuiltLedger, startBuiltLedger } from '../built-ledger.js';
import { FaultsFile } from './faults-file.js';
import { expectNothingLost } from './recovered.js';
import { Sender } from './sender.js';
import { SLOW_DISKS } from './slow-disks.js';
import { temporaryFolder } from './temporary-folder.js';

let folder: ReturnType<typeof temporaryFolder>;
let faults: FaultsFile;
let ledger: BuiltLedger;
beforeEach(async () => {
  folder = temporaryFolder('slow-disk');
  faults = new FaultsFile(folder.path);
  ledger = await startBuiltLedger(folder.path, faults.env);
});
afterEach(async () => {
  await ledger.kill();
  folder.remove();
});

describe('a disk that takes a quarter of a second over every wait', () => {
  it.each(SLOW_DISKS)(
    'is shared by the webhooks that come meanwhile, and loses nothing: $name',
    async (trouble) => {
      const end = await trouble.begin(ledger, faults);
      const sender = new Sender({ connections: 64 });
      await sender.send(ledger.url, AbortSignal.timeout(2_000));
      // Eight waits at most; each webhook by itself would have had one of them.
      expect(sender.receipts.size).toBeGreaterThan(64);
      await end();
      await wait(100);
      await sender.send(ledger.url, AbortSignal.timeout(300));
      await expectNothingLost(ledger, { dataDir: folder.path }, sender);
    },
    120_000,
  );
});
