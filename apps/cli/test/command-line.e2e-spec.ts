import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSqliteEventStore } from '@subledger/event-store';
import { Command, MAIN } from './command.js';

const KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';

let command: Command;
beforeAll(async () => {
  command = new Command({ DATA_DIR: 'data' });
  const store = await openSqliteEventStore({ file: join(command.folder, 'data', 'log.sqlite') });
  await store.close();
  writeFileSync(join(command.folder, 'junk.txt'), 'no checkpoint, and no proof either');
});
afterAll(() => {
  command.remove();
});

it('says which version it is', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(await command.run('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

describe('output', () => {
  const PROOF = ['verify-proof', 'junk.txt', '--verifier-key', KEY] as const;

  it('that cannot be written is reported in one line', () => {
    const readOnly = openSync(join(command.folder, 'junk.txt'), 'r');
    const { status, stderr } = spawnSync(process.execPath, [MAIN, ...PROOF], {
      cwd: command.folder,
      stdio: ['ignore', readOnly, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(readOnly);
    expect([status, stderr]).toEqual([1, 'subledger: standard output cannot be written (EBADF)\n']);
  });

  it('whose reader has closed the pipe ends it silently', async () => {
    const { child, ended } = command.start(...PROOF);
    child.stdout?.destroy();
    expect(await ended).toEqual({ code: 1, out: '', err: '' });
  });
});

describe('a file', () => {
  const CHECK_LOG = ['verify-log', '--verifier-key', KEY, '--checkpoint'] as const;
  const CHECK_PROOF = ['verify-proof', '--verifier-key', KEY] as const;

  it.each([
    [...CHECK_LOG, 'nowhere'],
    [...CHECK_PROOF, 'nowhere'],
    [...CHECK_PROOF, 'junk.txt', '--checkpoint', 'nowhere'],
    ['import', 'nowhere'],
    ['supersede', 'x', '--by', 'Anna', '--why', 'x', '--with', 'nowhere'],
  ])('that is not there is named: %s', async (...args) => {
    expect(await command.run(...args)).toEqual({
      code: 5,
      out: '',
      err: 'subledger: nowhere cannot be read (ENOENT)\n',
    });
  });

  it('that cannot be written is named', async () => {
    expect(await command.run('export', 'nowhere/log.bundle')).toEqual({
      code: 5,
      out: '',
      err: 'subledger: nowhere/log.bundle cannot be written (ENOENT)\n',
    });
  });

  it('that should hold a checkpoint, and does not, is named', async () => {
    const { code, out, err } = await command.run(...CHECK_LOG, 'junk.txt');
    expect([code, out, err]).toEqual([
      5,
      '',
      expect.stringMatching(/: junk\.txt is not a checkpoint/),
    ]);
  });
});
