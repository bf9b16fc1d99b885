import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openSqliteEventStore } from '@subledger/event-store';
import { makeSignerKey } from '@subledger/proofs';
import { appendSamples, KEY, sampleLedger } from '../../../libs/proofs/test/sample-ledger.js';
import { Command, MAIN, type Run } from './command.js';

const TIME_LIMIT_MS = 60_000;
const EVENTS = 41;
/** Of the published example key, which has signed the sample's checkpoint. */
const SIGNER = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';

let sample: string;
beforeAll(async () => {
  const { folder, checkpoints } = await sampleLedger(EVENTS);
  writeFileSync(join(folder, 'checkpoint.txt'), checkpoints[0]?.text ?? '');
  sample = folder;
});

let command: Command;
beforeEach(() => {
  command = new Command({ DATA_DIR: 'data' });
  cpSync(sample, inFolder('data'), { recursive: true });
});
afterEach(() => {
  command.remove();
});

const inFolder = (...names: readonly string[]): string => join(command.folder, ...names);
const verify = (...more: readonly string[]): Promise<Run> =>
  command.run('verify-log', '--verifier-key', KEY.verifier.text, ...more);

function change(file: string, sql: string): void {
  const database = new DatabaseSync(inFolder('data', file));
  database.exec(sql);
  database.close();
}

const EMPTIED = ['checkpoints', 'leaves', 'tiles', 'progress'];
const forgetEverything = (): void => {
  change(
    'proofs.sqlite',
    `DROP TRIGGER checkpoints_never_go; ${EMPTIED.map((table) => `DELETE FROM ${table}`).join(';')}`,
  );
};
const goOn = async (to: number): Promise<void> => {
  const store = await openSqliteEventStore({ file: inFolder('data', 'log.sqlite') });
  await appendSamples(store, EVENTS, to);
  await store.close();
};

describe('what is said of a log', () => {
  it('that is proven to its end', async () => {
    const { code, out } = await verify();
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(
        /^41 events read, root \S+=; 1 checkpoint matches\nNothing was changed\.\n$/,
      ),
    ]);
    const json = JSON.parse((await verify('--json')).out) as unknown;
    expect(json).toMatchObject({ verdict: 'unchanged', covered: '41', uncovered: '0' });
  });

  it('that goes on behind its last checkpoint', async () => {
    await goOn(EVENTS + 1);
    const one = await verify();
    expect([one.code, one.out]).toEqual([
      0,
      expect.stringMatching(
        /\n1 of them is not in the tree of hashes yet\nThe first 41 events were not changed\. No checkpoint covers the last one: nothing shows whether it was changed\.\n$/,
      ),
    ]);
    rmSync(inFolder('data'), { recursive: true });
    cpSync(sample, inFolder('data'), { recursive: true });
    await goOn(EVENTS + 3);
    const { code, out } = await verify('--json');
    expect([code, JSON.parse(out)]).toEqual([
      0,
      expect.objectContaining({ verdict: 'partly-covered', covered: '41', uncovered: '3' }),
    ]);
  });

  it('of which nothing was compared', async () => {
    forgetEverything();
    const { code, out } = await verify();
    expect([code, out]).toEqual([
      2,
      expect.stringMatching(
        /; 0 checkpoints match\n41 of them are not in the tree of hashes yet\nNothing was compared: no checkpoint covers any of the 41 events, and nothing shows whether they were changed\.\n$/,
      ),
    ]);
    const json = JSON.parse((await verify('--json')).out) as unknown;
    expect(json).toMatchObject({ verdict: 'nothing-compared', uncovered: '41' });
    // What was kept elsewhere is enough.
    expect((await verify('--checkpoint', 'data/checkpoint.txt')).code).toBe(0);
  });

  it('that is empty, and says nothing of what it was', async () => {
    rmSync(inFolder('data'), { recursive: true });
    const store = await openSqliteEventStore({ file: inFolder('data', 'log.sqlite') });
    await store.close();
    const { code, out } = await verify();
    expect([code, out]).toEqual([
      2,
      expect.stringMatching(/\nNothing was compared: the log is empty, and no checkpoint says/),
    ]);
  });
});

describe('a tree of hashes', () => {
  it('that is garbage is a finding, and what was kept elsewhere is compared', async () => {
    writeFileSync(inFolder('data', 'proofs.sqlite'), 'x'.repeat(20_000));
    expect((await verify()).out).toMatch(
      /\n1 thing is wrong\. No checkpoint that fits covers the last 41 of the 41 events\.\n$/,
    );
    const { code, out } = await verify('--checkpoint', 'data/checkpoint.txt');
    expect(code).toBe(2);
    expect(out).toMatch(
      /^The file of the tree: .*file is not a database\. Nothing more was compared with it\.\n41 events read, root \S+; 1 checkpoint matches\n41 of them are not in the tree of hashes yet\n1 thing is wrong\.\n$/,
    );
  });

  it('that is not there is said, and what was kept elsewhere is compared', async () => {
    rmSync(inFolder('data', 'proofs.sqlite'));
    const { code, out } = await verify('--checkpoint', 'data/checkpoint.txt');
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(
        /\nThere is no tree of hashes at data\/proofs\.sqlite\nNothing was changed\.\n$/,
      ),
    ]);
    expect((await verify()).code).toBe(2);
  });

  it(
    'that says it has no end is a finding',
    async () => {
      change('proofs.sqlite', 'UPDATE progress SET size = 9000000000000');
      const { code, out } = await verify();
      expect([code, out]).toEqual([2, expect.stringContaining('9000000000000 leaves, but stores')]);
    },
    TIME_LIMIT_MS,
  );
});

it(
  'a log with a hole as wide as its numbers go is left by a signal',
  async () => {
    change(
      'log.sqlite',
      `DROP TRIGGER events_are_added_at_the_end; DROP TRIGGER events_never_change;
       UPDATE events SET position = 9000000000000000000 WHERE position = 41`,
    );
    const { child, ended } = command.start('verify-log', '--verifier-key', KEY.verifier.text);
    const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
    await wait(3_000);
    child.kill('SIGTERM');
    const { code } = await ended;
    clearTimeout(late);
    // Where it jumps over the hole it has ended before: with a finding.
    expect([143, 2, 0]).toContain(code);
  },
  TIME_LIMIT_MS,
);

describe('evidence', () => {
  it('that is a copy gets no file beside it', async () => {
    const before = readdirSync(inFolder('data'));
    expect((await verify('--log', 'data/log.sqlite')).code).toBe(0);
    expect(readdirSync(inFolder('data'))).toEqual(before);
  });

  /** Root may write everywhere, and whoever is not may not become another: so one of the two is asked. */
  const asNobody = (...args: readonly string[]) =>
    spawnSync(process.execPath, [MAIN, ...args], {
      cwd: command.folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', DATA_DIR: 'data' },
      ...(process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}),
    });

  it('that is write-protected can be read, and export likewise', () => {
    chmodSync(command.folder, 0o755);
    for (const file of readdirSync(inFolder('data'))) chmodSync(inFolder('data', file), 0o444);
    chmodSync(inFolder('data'), 0o555);
    try {
      const verified = asNobody('verify-log', '--verifier-key', KEY.verifier.text);
      expect([verified.status, verified.stdout, verified.stderr]).toEqual([
        0,
        expect.stringContaining('Nothing was changed.'),
        '',
      ]);
      expect(asNobody('export', '-').status).toBe(0);
    } finally {
      chmodSync(inFolder('data'), 0o755);
    }
  });

  it('that is write-protected and was never closed names the remedy', () => {
    chmodSync(command.folder, 0o755);
    writeFileSync(inFolder('data', 'log.sqlite-wal'), 'what was committed last');
    for (const file of readdirSync(inFolder('data'))) chmodSync(inFolder('data', file), 0o444);
    chmodSync(inFolder('data'), 0o555);
    try {
      const { status, stderr } = asNobody('verify-log', '--verifier-key', KEY.verifier.text);
      expect([status, stderr]).toEqual([
        3,
        expect.stringMatching(/copy the log, together with its -wal, to a folder/),
      ]);
    } finally {
      chmodSync(inFolder('data'), 0o755);
    }
  });
});

describe('whose signatures count', () => {
  const move = async (): Promise<Run> => {
    expect((await command.run('export', 'log.gz')).code).toBe(0);
    rmSync(inFolder('data'), { recursive: true });
    return command.run('import', 'log.gz');
  };

  it('is told what to bring along by an import, and what else helps by verify-log', async () => {
    const imported = await move();
    expect(imported.out).toMatch(/bring these along from there before the first start/);
    expect(imported.out).toMatch(/secrets\.json/);
    expect(imported.out).toMatch(/checkpoint\.key/);
    const before = await command.run('verify-log');
    expect([before.code, before.err]).toEqual([
      1,
      expect.stringMatching(
        /there is no data\/checkpoint\.key.*--verifier-key with the key of the ledger that/,
      ),
    ]);
    // As the first start does it.
    const own = makeSignerKey('another');
    writeFileSync(inFolder('data', 'checkpoint.key'), own);
    const after = await command.run('verify-log');
    expect([after.code, after.out]).toEqual([
      2,
      expect.stringMatching(
        /PeterNeumann\+c74f20a3 .*use --verifier-key for that ledger too.*beside this one's own: another\+/,
      ),
    ]);
    expect((await verify()).code).toBe(0);
    writeFileSync(inFolder('data', 'checkpoint.key'), SIGNER);
    expect((await command.run('verify-log')).code).toBe(0);
    writeFileSync(inFolder('data', 'secrets.json'), '{}');
    const again = await command.run('import', 'log.gz');
    expect([again.code, again.out]).toEqual([0, expect.not.stringMatching(/bring these along/)]);
  });

  it('is the key beside a log that is named, where this ledger has none', async () => {
    cpSync(inFolder('data'), inFolder('backup'), { recursive: true });
    rmSync(inFolder('data'), { recursive: true });
    writeFileSync(inFolder('backup', 'checkpoint.key'), SIGNER);
    const { code, out } = await command.run('verify-log', '--log', 'backup/log.sqlite');
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/backup\/checkpoint\.key beside the log.*\nNothing was changed\.\n$/),
    ]);
    mkdirSync(inFolder('data'));
    writeFileSync(inFolder('data', 'checkpoint.key'), makeSignerKey('another'));
    expect((await command.run('verify-log', '--log', 'backup/log.sqlite')).code).toBe(2);
  });

  it('is asked for only where there is a log', async () => {
    rmSync(inFolder('data'), { recursive: true });
    const { code, err } = await command.run('verify-log');
    expect([code, err]).toEqual([3, expect.stringMatching(/There is no log at data\/log\.sqlite/)]);
  });
});

describe('exit codes', () => {
  const ALL = [
    ['verify-log', '--verifier-key', KEY.verifier.text],
    ['export', 'x.gz'],
  ];

  it.each(ALL)('tell a log that is damaged: %s', async (...args) => {
    const file = inFolder('data', 'log.sqlite');
    truncateSync(file, 8_192);
    const short = await command.run(...args);
    writeFileSync(file, 'x'.repeat(20_000));
    const garbage = await command.run(...args);
    expect([short.code, garbage.code]).toEqual([2, 2]);
    expect(garbage.err).toMatch(/file is not a database/);
  });

  it.each(ALL)('tell what is no log of ours: %s', async (...args) => {
    copyFileSync(inFolder('data', 'proofs.sqlite'), inFolder('data', 'log.sqlite'));
    expect((await command.run(...args)).code).toBe(5);
    const folder = await command.run(...args, '--log', 'data');
    expect([folder.code, folder.err]).toEqual([5, expect.stringMatching(/data is a folder/)]);
    expect((await command.run(...args, '--log', 'nowhere')).code).toBe(3);
  });

  it('tell a checkpoint that is none, in both verbs', async () => {
    writeFileSync(inFolder('junk.txt'), 'no checkpoint');
    const given = ['--verifier-key', KEY.verifier.text, '--checkpoint', 'junk.txt'];
    const results = [
      await command.run('verify-log', ...given),
      await command.run('verify-proof', 'junk.txt', ...given),
    ];
    expect(
      results.map(({ code, err }) => [code, err.includes('junk.txt is not a checkpoint')]),
    ).toEqual([
      [5, true],
      [5, true],
    ]);
  });
});

describe('a dash', () => {
  const piped = (input: string | Buffer, ...args: readonly string[]) =>
    spawnSync(process.execPath, [MAIN, ...args], {
      cwd: command.folder,
      input,
      env: { PATH: process.env.PATH ?? '', DATA_DIR: 'data' },
    });

  it('is standard output to export, which an import takes', async () => {
    const { status, stdout, stderr } = piped('', 'export', '-');
    expect([status, String(stderr)]).toEqual([
      0,
      expect.stringMatching(/^41 events and 1 checkpoint written to standard output\n/),
    ]);
    expect(existsSync(inFolder('-'))).toBe(false);
    writeFileSync(inFolder('piped.gz'), stdout);
    rmSync(inFolder('data'), { recursive: true });
    expect((await command.run('import', 'piped.gz')).code).toBe(0);
  });

  it('is standard input to verify-proof, and none to import, which says so', () => {
    const proof = piped('{}', 'verify-proof', '-', '--verifier-key', KEY.verifier.text);
    expect([proof.status, String(proof.stdout)]).toEqual([
      2,
      expect.stringMatching(/^This proves nothing: kind/),
    ]);
    const imported = piped('', 'import', '-');
    expect([imported.status, String(imported.stderr)]).toEqual([
      5,
      expect.stringMatching(/reads a bundle several times/),
    ]);
  });
});
