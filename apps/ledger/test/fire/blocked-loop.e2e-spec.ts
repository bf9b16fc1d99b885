import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type BuiltLedger, startBuiltLedger } from '../built-ledger.js';
import { FaultsFile } from './faults-file.js';
import { eventually, expectNothingLost } from './recovered.js';
import { Sender } from './sender.js';
import { temporaryFolder } from './temporary-folder.js';

const STANDSTILL_MS = 2_000;

let folder: ReturnType<typeof temporaryFolder>;
let faults: FaultsFile;
let ledger: BuiltLedger;
beforeEach(async () => {
  folder = temporaryFolder('blocked');
  faults = new FaultsFile(folder.path);
  ledger = await startBuiltLedger(folder.path, faults.env);
});
afterEach(async () => {
  await ledger.kill();
  folder.remove();
});

const WAYS: readonly (readonly [string, () => Promise<void>])[] = [
  [
    'its event loop is blocked',
    async () => {
      faults.set({ blocks: 1, blockMs: STANDSTILL_MS });
      await wait(STANDSTILL_MS + 500);
    },
  ],
  [
    'its process is frozen, as a virtual machine is that is moved',
    async () => {
      process.kill(ledger.pid, 'SIGSTOP');
      await wait(STANDSTILL_MS);
      process.kill(ledger.pid, 'SIGCONT');
    },
  ],
];

describe('a ledger that stands still for seconds while webhooks come', () => {
  it.each(WAYS)(
    'loses nothing and resumes by itself where %s',
    async (_, standStill) => {
      const sender = new Sender({ connections: 16, restMs: 20 });
      const over = new AbortController();
      const sending = sender.send(ledger.url, over.signal);
      await eventually('webhooks are taken', () => Promise.resolve(sender.receipts.size > 50));
      const took = standstillSeenBy(ledger.url);
      await standStill();
      // Otherwise it had not stood still.
      expect(await took).toBeGreaterThan(STANDSTILL_MS / 2);
      const before = sender.receipts.size;
      await eventually('webhooks are taken again', () =>
        Promise.resolve(sender.receipts.size > before + 50),
      );
      over.abort();
      await sending;
      await expectNothingLost(ledger, { dataDir: folder.path }, sender);
    },
    60_000,
  );
});

/** The longest that one of a row of questions took, in milliseconds. */
async function standstillSeenBy(url: string): Promise<number> {
  let longestMs = 0;
  for (const endMs = performance.now() + 1_000; performance.now() < endMs;) {
    const startedAt = performance.now();
    await fetch(`${url}/health/live`);
    longestMs = Math.max(longestMs, performance.now() - startedAt);
    await wait(20);
  }
  return longestMs;
}
