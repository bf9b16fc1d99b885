import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { CACHE } from '../log/log-cache.js';
import { spreadOf } from './spread.js';

/** Where the figures of a report come from. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly fileSystem: string;
  /** One small write and its wait for the disk, the median of a hundred. */
  readonly fsyncMs: number;
  /** The load average of the minute before: far above 0, other programs affect the figures. */
  readonly loadBefore: number;
  /** The revision that was built, with a `+` if files differ from it. */
  readonly commit: string;
}

/** Numbers by which Linux calls file systems (manual page statfs(2)). */
const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x58465342: 'xfs',
  0x9123683e: 'btrfs',
  0x01021994: 'tmpfs',
  0x794c7630: 'overlay',
};
const FSYNCS = 100;

export function describeMachine(): Machine {
  mkdirSync(CACHE, { recursive: true });
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release().split('-')[0] ?? ''} ${arch()}`,
    node: process.version,
    fileSystem: FILE_SYSTEMS[statfsSync(CACHE).type] ?? 'unknown',
    fsyncMs: measureFsyncMs(join(CACHE, `fsync-${process.pid}`)),
    loadBefore: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    commit: commitOf(),
  };
}

/** One sentence, without its full stop. */
export const machineText = (machine: Machine): string =>
  `${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}; ` +
  `${machine.fileSystem}, one fsync takes ${machine.fsyncMs} ms; load average before it began ${machine.loadBefore}`;

function measureFsyncMs(file: string): number {
  const descriptor = openSync(file, 'w');
  try {
    const times = Array.from({ length: FSYNCS }, () => {
      writeSync(descriptor, Buffer.alloc(4096, 1));
      const startedAt = performance.now();
      fsyncSync(descriptor);
      return performance.now() - startedAt;
    });
    return Math.round(spreadOf(times).median * 100) / 100;
  } finally {
    closeSync(descriptor);
    rmSync(file);
  }
}

function commitOf(): string {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const isClean = git('status', '--porcelain', '--untracked-files=no') === '';
    return `${git('rev-parse', '--short', 'HEAD')}${isClean ? '' : '+'}`;
  } catch {
    return 'unknown';
  }
}
