import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type BuiltLedger, startBuiltLedger } from './built-ledger.js';
import { Sender } from './fire/sender.js';
import { temporaryFolder } from './fire/temporary-folder.js';

let folder: ReturnType<typeof temporaryFolder>;
let ledger: BuiltLedger;
beforeEach(async () => {
  folder = temporaryFolder('young-garbage');
  ledger = await startBuiltLedger(folder.path, { ROLES: 'ingest' }, [
    process.execPath,
    '--trace-gc',
    '--trace-gc-nvp',
  ]);
});
afterEach(async () => {
  await ledger.kill();
  folder.remove();
});

/** V8's line about one collection of the young in the thread that takes webhooks, with two of its figures. */
const COLLECTION = /^\[\d+:0x[\da-f]+:0\].* gc=s .* allocated=(\d+) promoted=(\d+) /gm;

/** What was made and what was moved to the old, in bytes, over all collections of the young so far. */
function collected(): { readonly times: number; readonly made: number; readonly aged: number } {
  let [times, made, aged] = [0, 0, 0];
  for (const [, allocated, promoted] of ledger.output().matchAll(COLLECTION)) {
    times += 1;
    made += Number(allocated);
    aged += Number(promoted);
  }
  return { times, made, aged };
}

it('keeps nothing of a webhook that was answered among the old', async () => {
  const sender = new Sender({ connections: 64 });
  // By then V8 has compiled what is often run, and learned what lives long.
  await sender.sendMore(ledger.url, 10_000);
  const before = collected();
  await sender.sendMore(ledger.url, 10_000);
  const after = collected();
  expect(after.times - before.times).toBeGreaterThan(3);
  // It was a seventh, where every answer aged; those that are under way come to less than a hundredth.
  expect((after.aged - before.aged) / (after.made - before.made)).toBeLessThan(0.03);
}, 60_000);
