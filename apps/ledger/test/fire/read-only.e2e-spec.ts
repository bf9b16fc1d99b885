import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type BuiltLedger, startBuiltLedger } from '../built-ledger.js';
import { ask, recordedEvents } from '../running-ledger.js';
import { FaultsFile } from './faults-file.js';
import { faultsIn, NO_FAULTS } from './log-faults.js';
import { eventually, expectNothingLost } from './recovered.js';
import { Sender } from './sender.js';
import { READ_ONLY_DISKS } from './slow-disks.js';
import { temporaryFolder } from './temporary-folder.js';

/** Root may write whatever the permissions say, unless it has given that up. */
const WITHOUT_OVERRIDE: readonly [string, ...string[]] =
  process.getuid?.() === 0
    ? ['setpriv', '--bounding-set', '-dac_override,-dac_read_search', process.execPath]
    : [process.execPath];

let folder: ReturnType<typeof temporaryFolder>;
let dataDir: string;
let ledger: BuiltLedger | undefined;
beforeEach(() => {
  folder = temporaryFolder('read-only');
  dataDir = join(folder.path, 'data');
  mkdirSync(dataDir);
});
afterEach(async () => {
  await ledger?.kill();
  chmodSync(dataDir, 0o700);
  folder.remove();
});

describe('a data folder that becomes read-only', () => {
  it('does not stop a running ledger, refuses the next start with one line, and is used again once it is writable', async () => {
    const sender = new Sender({ connections: 16, restMs: 10 });
    ledger = await startBuiltLedger(dataDir, {}, WITHOUT_OVERRIDE);
    await sender.sendMore(ledger.url, 100);
    chmodSync(dataDir, 0o500);
    await sender.sendMore(ledger.url, 100);
    await expectNothingLost(ledger, { dataDir }, sender);
    await ledger.kill();

    await expect(startBuiltLedger(dataDir, {}, WITHOUT_OVERRIDE)).rejects.toThrow(
      `DATA_DIR ${dataDir} cannot be written (EACCES)`,
    );
    chmodSync(dataDir, 0o700);
    ledger = await startBuiltLedger(dataDir, {}, WITHOUT_OVERRIDE);
    await expectNothingLost(ledger, { dataDir }, sender);
  }, 60_000);
});

describe('a file system that turns read-only under the open files', () => {
  it.each(READ_ONLY_DISKS)(
    'is answered 503, reported by the health check, and recovered from without a restart: $name',
    async (trouble) => {
      const faults = new FaultsFile(folder.path);
      ledger = await startBuiltLedger(dataDir, faults.env);
      const sender = new Sender({ connections: 16, restMs: 10 });
      await sender.sendMore(ledger.url, 100);
      const end = await trouble.begin(ledger, faults);
      await refusals(ledger, sender);
      const ready = await ask(ledger, '/health/ready');
      expect(ready.status).toBe(503);
      expect(Object.keys(ready.body.reasons as object)).toContain('event store');
      expect(faultsIn(await recordedEvents({ dataDir }), sender)).toEqual(NO_FAULTS);

      await end();
      await sender.settle(ledger.url);
      await sender.sendMore(ledger.url, 100);
      await expectNothingLost(ledger, { dataDir }, sender);
    },
    90_000,
  );
});

/** Sends until everything is refused. */
async function refusals({ url }: BuiltLedger, sender: Sender): Promise<void> {
  const refused = new AbortController();
  const before = sender.refusals.length;
  const sending = sender.send(url, refused.signal);
  await eventually('webhooks are refused', () =>
    Promise.resolve(sender.refusals.length > before + 100),
  ).finally(() => {
    refused.abort();
  });
  await sending;
  expect(new Set(sender.refusals.map(({ status }) => status))).toEqual(new Set([503]));
}
