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

/** Sends until the disk has refused many times in a row. */
async function fill(url: string, sender: Sender, { code }: KindOfDisk): Promise<void> {
  const full = new AbortController();
  const sending = sender.send(url, full.signal);
  const refused = (): number => sender.refusals.filter((one) => one.code === code).length;
  await eventually('the disk is full', () => Promise.resolve(refused() > 200)).finally(() => {
    full.abort();
  });
  await sending;
}

describe('a disk that fills up while webhooks come', () => {
  it.each(KINDS)(
    'is answered 503, keeps what was acknowledged, and is written to again once there is room: $name',
    async (kind) => {
      disk = kind.make(folder.path);
      const { dataDir } = disk;
      ledger = await startBuiltLedger(dataDir, {}, disk.command);
      const sender = new Sender({ connections: 16 });
      await fill(ledger.url, sender, kind);
      expect(sender.receipts.size).toBeGreaterThan(20);
      expect(sender.refusals.every(({ status, retryAfter }) => status === 503 && retryAfter)).toBe(
        true,
      );
      expect(faultsIn(await recordedEvents({ dataDir }), sender)).toEqual(NO_FAULTS);
      const ready = await ask(ledger, '/health/ready');
      expect([ready.status, Object.keys(ready.body.reasons as object)]).toEqual([
        503,
        expect.arrayContaining(['event store']),
      ]);

      disk.makeRoom(ledger);
      await sender.settle(ledger.url);
      await sender.send(ledger.url, AbortSignal.timeout(300));
      await expectNothingLost(ledger, { dataDir }, sender);
    },
    90_000,
  );
});
