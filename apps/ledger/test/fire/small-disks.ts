import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** A place for a data folder with little room, which can be given more while a ledger uses it. */
export interface SmallDisk {
  readonly dataDir: string;
  /** What the ledger must be started with, in place of plain `node`. */
  readonly command: readonly [string, ...string[]];
  /** Gives it room, as an operator who removes other files does. */
  makeRoom(ledger: { readonly pid: number }): void;
  remove(): void;
}

export interface KindOfDisk {
  readonly name: string;
  /** What an append meets, as the answer's code. */
  readonly code: string;
  make(folder: string): SmallDisk;
}

const ROOM_BYTES = 4 * 1024 * 1024;

function run(command: string, ...parameters: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, parameters, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? stderr}`);
}

/**
 * No file may grow beyond a size: every machine with Linux can do that to a process of its own, without any rights.
 * SQLite hears EFBIG in place of ENOSPC.
 */
const limitedFiles: KindOfDisk = {
  name: 'files that may not grow',
  code: 'store-unavailable',
  make: (folder) => ({
    dataDir: folder,
    command: ['prlimit', `--fsize=${ROOM_BYTES}:unlimited`, process.execPath],
    makeRoom: ({ pid }) => {
      run('prlimit', `--pid=${pid}`, '--fsize=unlimited');
    },
    remove: () => undefined,
  }),
};

/** A real, small file system, where this user may mount one. */
const tmpfs: KindOfDisk = {
  name: 'a full tmpfs',
  code: 'store-full',
  make: (folder) => {
    const dataDir = join(folder, 'disk');
    mkdirSync(dataDir);
    run('mount', '-t', 'tmpfs', '-o', `size=${ROOM_BYTES}`, 'subledger-test', dataDir);
    return {
      dataDir,
      command: [process.execPath],
      makeRoom: () => {
        run('mount', '-o', 'remount,size=64m', dataDir);
      },
      remove: () => {
        run('umount', '--lazy', dataDir);
      },
    };
  },
};

/** The kinds of small disk that this machine lets a test make: one always, two where it may mount. */
export function kindsOfDisk(folder: string): readonly KindOfDisk[] {
  try {
    tmpfs.make(folder).remove();
    return [limitedFiles, tmpfs];
  } catch {
    return [limitedFiles];
  }
}
