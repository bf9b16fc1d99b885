import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomSource } from '../../../../libs/event-store/test/random-source.js';
import { type BuiltLedger, startBuiltLedger } from '../built-ledger.js';
import { recordedEvents } from '../running-ledger.js';
import { faultsIn, NO_FAULTS } from './log-faults.js';
import { layOut, type Remains, remainsIn, withoutPower } from './power-cut.js';
import { expectNothingLost } from './recovered.js';
import { Sender } from './sender.js';
import { temporaryFolder } from './temporary-folder.js';

const CUTS = 4;
const REMAINS_A_CUT = 8;

let folder: ReturnType<typeof temporaryFolder>;
let ledger: BuiltLedger | undefined;
beforeEach(() => {
  folder = temporaryFolder('power-cut');
});
afterEach(async () => {
  await ledger?.kill();
  folder.remove();
});

async function sendUntilKilled(
  running: BuiltLedger,
  sender: Sender,
  lifeMs: number,
): Promise<void> {
  const over = new AbortController();
  const sending = sender.send(running.url, over.signal);
  await wait(lifeMs);
  await running.kill();
  over.abort();
  await sending;
}

/** With a byte less than what was waited for, something acknowledged must be missing. */
async function lossesWithout(remains: Remains, dataDir: string, sender: Sender): Promise<number> {
  layOut({ ...remains, wal: remains.wal.subarray(0, remains.syncedUntil - 1) }, dataDir);
  return faultsIn(await recordedEvents({ dataDir }), sender).lost.length;
}

describe('a machine that loses power while 32 connections post', () => {
  it('has every acknowledged event, once, whatever part of the unsynced writes is missing or torn', async () => {
    const draw = randomSource(20_260_101);
    const sender = new Sender({ connections: 32 });
    let dataDir = join(folder.path, 'before');
    mkdirSync(dataDir);
    let lossesSeen = 0;
    for (let cut = 0; cut < CUTS; cut += 1) {
      ledger = await startBuiltLedger(dataDir);
      await sendUntilKilled(ledger, sender, 100 + draw() * 500);
      const scratch = join(folder.path, 'scratch');
      const { remains, synced } = await remainsIn(dataDir, scratch);
      sender.forgetAfter(synced);
      lossesSeen += await lossesWithout(remains, scratch, sender);
      for (let n = 0; n < REMAINS_A_CUT; n += 1) {
        dataDir = join(folder.path, `after-${cut}-${n}`);
        layOut(withoutPower(remains, draw), dataDir);
        const events = await recordedEvents({ dataDir });
        expect(faultsIn(events, sender)).toEqual(NO_FAULTS);
      }
    }
    // Otherwise the comparison would be blind.
    expect(lossesSeen).toBeGreaterThan(0);

    // The last remains are what the machine is switched on with.
    ledger = await startBuiltLedger(dataDir);
    await expectNothingLost(ledger, { dataDir }, sender);
    expect(await ledger.stop()).toBe(0);
  }, 90_000);
});
