import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WireServer } from '../../../libs/event-store/test/wire-server/wire-server.js';
import { ADMIN, Operator } from '../../ledger/test/operator.js';
import { Conversation, newBuyer, purchase } from '../../ledger/test/purchase.js';
import {
  ADMIN_KEY,
  configure,
  type RunningLedger,
  runLedger,
} from '../../ledger/test/running-ledger.js';
import { createLedger } from '../../ledger/src/ledger.js';
import { Command } from './command.js';

const TIME_LIMIT_MS = 60_000;
const EVENTS = 6;

let ledger: RunningLedger;
let command: Command;
let key: string;
const operator = new Operator(() => ledger);
const conversation = new Conversation(() => ledger);
const buyers = Array.from({ length: EVENTS }, () => newBuyer());
const ids: string[] = [];
const inFolder = (name: string): string => join(command.folder, name);

beforeAll(async () => {
  ledger = await runLedger({ CHECKPOINT_INTERVAL_SECONDS: '0' });
  command = new Command({
    DATA_DIR: ledger.dataDir,
    SUBLEDGER_URL: ledger.url,
    SUBLEDGER_API_KEY: ADMIN_KEY,
  });
  for (const buyer of buyers)
    ids.push(String((await conversation.tell(purchase(buyer))).body.eventId));
  const signed = await fetch(`${ledger.url}/v1/ledger/checkpoint`, {
    method: 'POST',
    headers: ADMIN,
  });
  writeFileSync(inFolder('checkpoint.txt'), await signed.text());
  key = (await command.run('verifier-key')).out.trim();
  const proof = await operator.get(`/v1/ledger/proof/inclusion?eventId=${ids[2] ?? ''}`);
  writeFileSync(inFolder('proof.json'), JSON.stringify(proof.body));
}, TIME_LIMIT_MS);
afterAll(async () => {
  command.remove();
  await ledger.remove();
});

/** What a ledger says of every buyer, without where its own log had it. */
async function answersOf(asked: Pick<RunningLedger, 'url'>): Promise<readonly unknown[]> {
  const deadline = performance.now() + 20_000;
  while (!(await fetch(`${asked.url}/health/ready`)).ok && performance.now() < deadline)
    await wait(50);
  return Promise.all(
    buyers.map(async ({ customer }) => {
      const path = `${asked.url}/v1/customers/${customer}?at=2026-01-15T00:00:00Z`;
      const response = await fetch(path, { headers: ADMIN });
      const answer = (await response.json()) as Record<string, unknown>;
      return { ...answer, status: response.status, position: null, lag: null };
    }),
  );
}

describe('subledger verify-proof', () => {
  it('checks a proof with nothing but a key', async () => {
    const alone = new Command();
    const { code, out } = await alone.run(
      ...['verify-proof', inFolder('proof.json'), '--verifier-key', key],
      ...['--checkpoint', inFolder('checkpoint.txt')],
    );
    expect([code, out]).toEqual([
      0,
      `Event ${ids[2] ?? ''} is leaf 2 of the log of 6 leaves, exactly as it is in the proof.\n`,
    ]);
    alone.remove();
  });

  it('says why another one proves nothing', async () => {
    const proof = readFileSync(inFolder('proof.json'), 'utf8');
    writeFileSync(inFolder('forged.json'), proof.replace('delivery_accepted', 'delivery_refused'));
    const forged = await command.run(
      ...['verify-proof', inFolder('forged.json'), '--verifier-key', key],
    );
    expect(forged.code).toBe(2);
    expect(forged.out).toMatch(/proves nothing: the event does not match the leaf hash/);
    const nobody = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
    const other = await command.run(
      ...['verify-proof', inFolder('proof.json'), '--verifier-key', nobody],
    );
    expect([other.code, other.out]).toEqual([2, expect.stringMatching(/no valid signature/)]);
  });
});

describe('a log beside its running ledger', () => {
  it('is verified, and exported', async () => {
    const verified = await command.run('verify-log', '--checkpoint', inFolder('checkpoint.txt'));
    expect(verified.out).toMatch(
      /^6 events read, root .*; 1 checkpoint matches\nNothing was changed\.\n$/,
    );
    expect(verified.code).toBe(0);
    const exported = await command.run('export', inFolder('log.bundle'));
    expect([exported.code, exported.out]).toEqual([
      0,
      expect.stringMatching(/^6 events and 1 checkpoint written to /),
    ]);
    expect((await command.run('export', inFolder('log.bundle'))).code).toBe(5);
  });

  it('cannot be imported into while the ledger writes to it', async () => {
    const { code, err } = await command.run('import', inFolder('log.bundle'));
    expect([code, err]).toEqual([3, expect.stringMatching(/another process is writing/)]);
  });
});

describe('a backup that was made as the guide says', () => {
  it('of a running ledger can be verified by itself', async () => {
    const guide = readFileSync('docs/guides/operate.md', 'utf8');
    const [, recipe = ''] = /## Back up[^]*?```bash\n([^]*?)```/.exec(guide) ?? [];
    const alone = new Command();
    symlinkSync(ledger.dataDir, join(alone.folder, 'data'));
    const shell = recipe.replace('npm exec -- node', `"${process.execPath}"`);
    execFileSync('sh', ['-ec', shell], { cwd: alone.folder });
    rmSync(join(alone.folder, 'data'));
    const { code, out } = await alone.run(
      ...['verify-log', '--log', 'backup/log.sqlite', '--verifier-key', key],
    );
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^6 events read, .*; 1 checkpoint matches\n/),
    ]);
    alone.remove();
  });
});

describe('a bundle that is none', () => {
  it.each(['no-such.bundle', 'junk.bundle', 'torn.bundle', 'without-end.bundle'])(
    'is refused before anything is made: %s',
    async (name) => {
      const other = new Command({ DATA_DIR: 'data' });
      const whole = readFileSync(inFolder('log.bundle'));
      writeFileSync(join(other.folder, 'junk.bundle'), 'no bundle');
      writeFileSync(join(other.folder, 'torn.bundle'), whole.subarray(0, -20));
      const lines = gunzipSync(whole).toString().split('\n').slice(0, -2);
      writeFileSync(join(other.folder, 'without-end.bundle'), gzipSync(`${lines.join('\n')}\n`));
      const { code, err } = await other.run('import', name);
      expect([code, err]).toEqual([5, expect.stringContaining(name)]);
      expect(existsSync(join(other.folder, 'data'))).toBe(false);
      other.remove();
    },
  );
});

describe('an imported log', () => {
  it(
    'of a server of the other store gives the same answers and the same root',
    async () => {
      const server = await WireServer.open();
      const other = new Command({ DATA_DIR: 'data', EVENT_STORE_URL: server.url });
      const imported = await other.run('import', inFolder('log.bundle'), '--verifier-key', key);
      expect([imported.code, imported.err]).toEqual([0, '']);
      expect((await other.run('export', 'again.bundle')).code).toBe(0);
      const again = readFileSync(join(other.folder, 'again.bundle'));
      expect(again.equals(readFileSync(inFolder('log.bundle')))).toBe(true);
      expect((await other.run('verify-log', '--verifier-key', key)).code).toBe(0);
      const young = await createLedger(
        configure(join(other.folder, 'data'), { EVENT_STORE_URL: server.url }),
      );
      const signed = await fetch(`${young.url}/v1/ledger/checkpoint`, {
        method: 'POST',
        headers: ADMIN,
      });
      expect(await answersOf(young)).toEqual(await answersOf(ledger));
      const rootIn = (note: string): string | undefined => note.split('\n')[2];
      expect(rootIn(await signed.text())).toBe(
        rootIn(readFileSync(inFolder('checkpoint.txt'), 'utf8')),
      );
      await young.close();
      other.remove();
      await server.close();
    },
    TIME_LIMIT_MS,
  );
});

describe('a log that somebody changed', () => {
  it('is found, and the event is named', async () => {
    await ledger.close();
    const log = new DatabaseSync(join(ledger.dataDir, 'log.sqlite'));
    log.exec(`DROP TRIGGER events_never_change;
      UPDATE events SET data = CAST(replace(data, '9.99', '0.99') AS BLOB) WHERE position = 4`);
    log.close();
    const { code, out } = await command.run('verify-log');
    expect(code).toBe(2);
    expect(out).toContain(`Event ${ids[3] ?? ''} at position 4`);
    expect((await command.run('export', inFolder('altered.bundle'))).code).toBe(2);
  });
});
