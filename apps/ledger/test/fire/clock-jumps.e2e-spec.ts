import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type BuiltLedger, startBuiltLedger } from '../built-ledger.js';
import { recordedEvents } from '../running-ledger.js';
import { FaultsFile } from './faults-file.js';
import { expectNothingLost } from './recovered.js';
import { Sender } from './sender.js';
import { temporaryFolder } from './temporary-folder.js';

const YEAR_MS = 365 * 86_400_000;
const JUMPS_YEARS = [10, -10, 0, -50, 50, 0];

let folder: ReturnType<typeof temporaryFolder>;
let ledger: BuiltLedger;
beforeEach(() => {
  folder = temporaryFolder('clock');
});
afterEach(async () => {
  await ledger.kill();
  folder.remove();
});

describe('a clock that jumps by years, forwards and backwards', () => {
  it('loses nothing, keeps the order of the log, and moves no answer about an instant', async () => {
    const faults = new FaultsFile(folder.path);
    ledger = await startBuiltLedger(folder.path, faults.env);
    const sender = new Sender({ connections: 8, restMs: 20 });
    const over = new AbortController();
    const sending = sender.send(ledger.url, over.signal);
    for (const years of JUMPS_YEARS) {
      faults.set({ clockOffsetMs: years * YEAR_MS });
      await wait(200);
    }
    over.abort();
    await sending;
    await expectNothingLost(ledger, { dataDir: folder.path }, sender);

    const events = await recordedEvents({ dataDir: folder.path });
    const years = events.map(({ storedAt }) => Number(storedAt.slice(0, 4)));
    expect(Math.max(...years) - Math.min(...years)).toBeGreaterThan(90);
    expect(events.map(({ position }) => position)).toEqual(
      events.map((_, place) => String(place + 1)),
    );
  }, 60_000);
});
