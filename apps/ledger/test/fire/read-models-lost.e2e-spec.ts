import { closeSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type BuiltLedger, startBuiltLedger } from '../built-ledger.js';
import { Operator } from '../operator.js';
import { ADMIN_KEY, ask, READ_KEY } from '../running-ledger.js';
import { eventually, expectNothingLost } from './recovered.js';
import { Sender } from './sender.js';
import { temporaryFolder } from './temporary-folder.js';

let folder: ReturnType<typeof temporaryFolder>;
let file: string;
let ledger: BuiltLedger;
beforeEach(() => {
  folder = temporaryFolder('read-models-lost');
  file = join(folder.path, 'read-models.sqlite');
});
afterEach(async () => {
  await ledger.kill();
  folder.remove();
});

function overwrite(from: number): void {
  const descriptor = openSync(file, 'r+');
  for (let at = from; at < statSync(file).size; at += 4_096)
    writeSync(descriptor, Buffer.alloc(4_096, 0x5a), 0, 4_096, at);
  closeSync(descriptor);
}

/** With what stands in the write-ahead log: it would make up for most of what happens to the file. */
const withLog = (spoil: () => void) => (): void => {
  truncateSync(`${file}-wal`, 0);
  spoil();
};

const GONE = /read-models\.sqlite was removed or replaced while it was open/;
/** The thread that feeds the read models may find the damage first and begin anew: then another file stands there. */
const DAMAGED = new RegExp(`read-models\\.sqlite is damaged|${GONE.source}`);

const LOSSES: readonly (readonly [string, () => void, RegExp])[] = [
  [
    'removed',
    () => {
      for (const part of ['', '-wal', '-shm']) rmSync(`${file}${part}`);
    },
    GONE,
  ],
  [
    'overwritten',
    withLog(() => {
      overwrite(0);
    }),
    DAMAGED,
  ],
  [
    'cut off',
    withLog(() => {
      truncateSync(file, 20_000);
    }),
    DAMAGED,
  ],
];

/** The projections are shown, and one is rebuilt, as in a ledger that has lost nothing. */
async function expectOperable(): Promise<void> {
  const operator = new Operator(() => ledger);
  expect((await operator.get('/v1/projections')).status).toBe(200);
  const { build } = await operator.rebuilt('timeline');
  const path = `/v1/projections/timeline/rebuilds/${build}`;
  expect((await operator.delete(path)).status).toBe(204);
  expect((await operator.builds()).map((one) => one.build)).not.toContain(build);
}

describe('read models whose file is lost while the ledger runs', () => {
  it.each(LOSSES)(
    'are noticed, reported by the health check, and rebuilt from the log without a restart: %s',
    async (_, lose, reason) => {
      ledger = await startBuiltLedger(folder.path, { API_KEYS: `${READ_KEY},${ADMIN_KEY}:admin` });
      const sender = new Sender({ connections: 8, restMs: 5, most: 2_000 });
      await sender.sendMore(ledger.url, 300);
      const reasons: string[] = [];
      lose();
      const over = new AbortController();
      const sending = sender.send(ledger.url, over.signal);
      await eventually('the loss is told', async () => {
        const { body } = await ask(ledger, '/health/ready');
        reasons.push(JSON.stringify(body.reasons ?? {}));
        return reasons.some((told) => reason.test(told));
      });
      over.abort();
      await sending;
      await expectNothingLost(ledger, { dataDir: folder.path }, sender);
      await expectOperable();
    },
    60_000,
  );
});

describe('read models whose file is found damaged at the start', () => {
  it('are rebuilt from the log', async () => {
    const sender = new Sender({ connections: 8, most: 200 });
    ledger = await startBuiltLedger(folder.path);
    await sender.send(ledger.url, AbortSignal.timeout(20_000));
    expect(await ledger.stop()).toBe(0);
    overwrite(0);
    ledger = await startBuiltLedger(folder.path);
    await expectNothingLost(ledger, { dataDir: folder.path }, sender);
  }, 60_000);
});
