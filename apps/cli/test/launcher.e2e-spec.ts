import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: { subledger: string } };
const BUILT = 'dist/cli/apps/cli/src/main.js';

let repository: string;
let link: string;
beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'subledger-launcher-'));
  cpSync('package.json', join(repository, 'package.json'));
  cpSync(bin.subledger, join(repository, bin.subledger));
  link = join(repository, 'subledger');
  symlinkSync(bin.subledger, link);
});
afterEach(() => {
  rmSync(repository, { recursive: true });
});

/** Through a link that is made once, as npx does it, by a shell's rules: the file itself must be executable. */
function run(...args: readonly string[]) {
  const PATH = `${dirname(process.execPath)}:${process.env.PATH ?? ''}`;
  const { status, stdout, stderr } = spawnSync(link, args, { encoding: 'utf8', env: { PATH } });
  return { status, stdout, stderr };
}

/** Every build writes its files anew, and none of them is executable. */
function build(what: string): void {
  rmSync(join(repository, 'dist'), { recursive: true, force: true });
  mkdirSync(dirname(join(repository, BUILT)), { recursive: true });
  writeFileSync(join(repository, BUILT), what, { mode: 0o644 });
}

describe('what npx subledger runs', () => {
  it('says in one line what to do where nothing is built yet', () => {
    expect(run('projections')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'subledger is not built yet: run npm run build\n',
    });
  });

  it('runs what was built, build after build, with its arguments and in the same Node', () => {
    for (const number of ['first', 'second']) {
      build(
        `console.log('${number}', process.execPath, ...process.argv.slice(2)); process.exitCode = 2`,
      );
      expect(run('verify', '--json')).toEqual({
        status: 2,
        stdout: `${number} ${process.execPath} verify --json\n`,
        stderr: '',
      });
    }
  });

  it('is committed as an executable file, and named alike by the lock', () => {
    expect(statSync(bin.subledger).mode & 0o111).toBe(0o111);
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { bin?: unknown }>;
    };
    expect(lock.packages['']?.bin).toEqual(bin);
  });
});
