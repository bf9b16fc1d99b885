import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type BuiltLedger, startBuiltLedger } from '../built-ledger.js';
import { recordedEvents, ask } from '../running-ledger.js';
import { faultsIn, NO_FAULTS } from './log-faults.js';
import { eventually, expectNothingLost } from './recovered.js';
import { Sender } from './sender.js';
import { type KindOfDisk, kindsOfDisk, type SmallDisk } from './small-disks.js';
import { temporaryFolder } from './temporary-folder.js';

const probe = temporaryFolder('disk-probe');
const KINDS = kindsOfDisk(probe.path);
probe.remove();

let folder: ReturnType<typeof temporaryFolder>;
let disk: SmallDisk | undefined;
let ledger: BuiltLedger | undefined;
beforeEach(() => {
  folder = temporaryFolder('disk-full');
});
afterEach(async () => {
  await ledger?.kill();
  disk?.remove();
  folder.remove();
});

/**
 * Sends until the disk refuses, and goes on where the ledger has found room by the time it is asked: a write-ahead log
 * that was brought into its file meanwhile can be written to again from its beginning.
 */
async function fill(ledger: BuiltLedger, sender: Sender, kind: KindOfDisk): Promise<void> {
  await eventually('the disk is full, and the ledger says so', async () => {
    await sendUntilRefused(ledger.url, sender, kind);
    const { status, body } = await ask(ledger, '/health/ready');
    return status === 503 && 'event store' in (body.reasons as object);
  });
}

/** Sends until the disk has refused many times more. */
async function sendUntilRefused(url: string, sender: Sender, { code }: KindOfDisk): Promise<void> {
  const full = new AbortController();
  const sending = sender.send(url, full.signal);
  const refused = (): number => sender.refusals.filter((one) => one.code === code).length;
  const enough = refused() + 200;
  await eventually('the disk refuses', () => Promise.resolve(refused() > enough)).finally(() => {
    full.abort();
  });
  await sending;
}

describe('a disk that fills up while webhooks come', () => {
  it.each(KINDS)(
    'is answered 503, keeps what was acknowledged, and is written to again once there is space: $name',
    async (kind) => {
      disk = kind.make(folder.path);
      const { dataDir } = disk;
      ledger = await startBuiltLedger(dataDir, {}, disk.command);
      const sender = new Sender({ connections: 16 });
      await fill(ledger, sender, kind);
      expect(sender.receipts.size).toBeGreaterThan(20);
      expect(sender.refusals.every(({ status, retryAfter }) => status === 503 && retryAfter)).toBe(
        true,
      );
      expect(faultsIn(await recordedEvents({ dataDir }), sender)).toEqual(NO_FAULTS);

      disk.makeRoom(ledger);
      await sender.settle(ledger.url);
      await sender.sendMore(ledger.url, 100);
      await expectNothingLost(ledger, { dataDir }, sender);
    },
    90_000,
  );
});
