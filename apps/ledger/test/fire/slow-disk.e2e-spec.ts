import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type BuiltLedger, startBuiltLedger } from '../built-ledger.js';
import { FaultsFile } from './faults-file.js';
import { expectNothingLost } from './recovered.js';
import { Sender } from './sender.js';
import { SLOW_DISKS, WAIT_MS } from './slow-disks.js';
import { temporaryFolder } from './temporary-folder.js';

const WEBHOOKS = 192;

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

describe('a disk that needs a quarter of a second for every wait', () => {
  it.each(SLOW_DISKS)(
    'is shared by the webhooks that arrive during it, and loses nothing: $name',
    async (trouble) => {
      const sender = new Sender({ connections: 64 });
      await sender.sendMore(ledger.url, 64);
      const end = await trouble.begin(ledger, faults);
      const startedAt = performance.now();
      await sender.sendMore(ledger.url, WEBHOOKS);
      // Each by itself would have had a wait of its own.
      expect(performance.now() - startedAt).toBeLessThan((WEBHOOKS * WAIT_MS) / 2);
      await end();
      await wait(100);
      await sender.sendMore(ledger.url, 64);
      await expectNothingLost(ledger, { dataDir: folder.path }, sender);
    },
    120_000,
  );
});
