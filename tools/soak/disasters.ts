import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { RawClient, webhookHead } from '../../apps/ledger/test/fire/raw-client.js';
import { ADMIN_KEY, PRODUCTION_SECRET } from '../../apps/ledger/test/running-ledger.js';
import { campaign } from '../fuzz/campaign.js';
import type { Rig } from './rig.js';

/** What happens to the ledger, from beginning to end; its recovery is checked afterwards. */
type Disaster = (rig: Rig, draw: () => number) => Promise<void>;

const YEAR_MS = 365 * 86_400_000;
const FUZZ_CASES = 100;

const between = (draw: () => number, least: number, most: number): number =>
  least + draw() * (most - least);

function limitFiles(pid: number, limit: string): void {
  const { status, stderr } = spawnSync('prlimit', [`--pid=${pid}`, `--fsize=${limit}:unlimited`]);
  if (status !== 0) throw new Error(`prlimit: ${String(stderr)}`);
}

/**
 * Overwrites a page here and there, from the beginning on: enough for every reader to stumble. The ledger may
 * notice in the middle of it, and put another file in its place.
 */
function overwrite(file: string): void {
  const descriptor = openSync(file, 'r+');
  for (let at = 0; at < fstatSync(descriptor).size; at += 65_536)
    writeSync(descriptor, Buffer.alloc(32_768, 0x5a), 0, 32_768, at);
  closeSync(descriptor);
}

/** Many clients at once, which are gone at the end. */
async function withClients(
  url: string,
  count: number,
  work: (client: RawClient) => Promise<void>,
): Promise<void> {
  const clients = await Promise.all(Array.from({ length: count }, () => RawClient.connect(url)));
  await Promise.all(clients.map(work));
  for (const client of clients) client.hangUp();
}

/** Overwritten pages show when somebody reads them, which may well be one of these requests. */
const isAfterDamage = ({ complaint }: { readonly complaint: string }): boolean =>
  complaint.includes('read-models-unavailable');

export const DISASTERS: Readonly<Record<string, Disaster>> = {
  'killed outright': async (rig) => {
    await rig.kill();
    await rig.start();
  },
  'stopped and started': async (rig) => {
    await rig.stop();
    await rig.start();
  },
  'disk full': async (rig, draw) => {
    const { pid } = rig.ledger;
    // The current size of the log: anything that grows beyond it finds no space.
    limitFiles(pid, String(statSync(join(rig.folder, 'log.sqlite-wal')).size));
    await wait(between(draw, 1_000, 4_000));
    limitFiles(pid, 'unlimited');
  },
  'disk slow': async (rig, draw) => {
    rig.faults.set({ commitDelayMs: between(draw, 20, 200) });
    await wait(between(draw, 1_000, 3_000));
    rig.faults.set({});
  },
  'read models removed': (rig) => {
    rig.removeReadModels();
    return wait(1_500);
  },
  'read models overwritten': (rig) => {
    overwrite(join(rig.folder, 'read-models.sqlite'));
    return wait(1_500);
  },
  'event loop blocked': async (rig, draw) => {
    const blockMs = between(draw, 500, 3_000);
    rig.faults.set({ blocks: Number.MAX_SAFE_INTEGER, blockMs });
    await wait(blockMs + 200);
    rig.faults.set({});
  },
  'process frozen': async (rig, draw) => {
    const { pid } = rig.ledger;
    process.kill(pid, 'SIGSTOP');
    await wait(between(draw, 500, 3_000));
    process.kill(pid, 'SIGCONT');
  },
  'clock wrong by years': async (rig, draw) => {
    rig.faults.set({ clockOffsetMs: Math.round(between(draw, -20, 20) * YEAR_MS) });
    await wait(between(draw, 500, 2_000));
    rig.faults.set({});
  },
  'clients that dawdle': (rig) =>
    withClients(rig.url, 100, (client) => client.dribble(webhookHead(100).slice(0, 60), 40)),
  'connections that say nothing': (rig, draw) =>
    withClients(rig.url, 500, () => wait(between(draw, 200, 1_500))),
  garbage: async (rig, draw) => {
    const keys = { admin: ADMIN_KEY, webhooks: PRODUCTION_SECRET };
    const seed = Math.floor(draw() * 1_000_000);
    const { complaints } = await campaign({ url: rig.url, keys, seed, cases: FUZZ_CASES });
    for (const { name, complaint } of complaints.filter((one) => !isAfterDamage(one)))
      rig.complaints.push(`npm run fuzz, ${name}: ${complaint}`);
  },
};
