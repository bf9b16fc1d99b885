import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { BuiltLedger } from '../built-ledger.js';
import type { FaultsFile } from './faults-file.js';

/** A way to let a running ledger meet trouble with its disk, and how to end it. */
export interface DiskTrouble {
  readonly name: string;
  begin(ledger: BuiltLedger, faults: FaultsFile): Promise<() => Promise<void>>;
}

/** Works everywhere: the ledger's runtime holds every commit back, as the system call would. */
const atCommit = (name: string, trouble: Parameters<FaultsFile['set']>[0]): DiskTrouble => ({
  name,
  begin: (_, faults) => {
    faults.set(trouble);
    return Promise.resolve(() => {
      faults.set({});
      return Promise.resolve();
    });
  },
});

/** The system calls of the process itself, where this machine lets a test trace it. */
const atSystemCalls = (name: string, calls: string, what: string): DiskTrouble => ({
  name,
  begin: async ({ pid }) => {
    const inject = ['-e', `trace=${calls}`, '-e', `inject=${calls}:${what}`];
    const tracer = spawn('strace', ['-f', '-o', '/dev/null', '-p', String(pid), ...inject], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await once(tracer.stderr, 'data');
    return async () => {
      tracer.kill('SIGINT');
      if (tracer.exitCode === null) await once(tracer, 'close');
    };
  },
});

const CAN_TRACE =
  spawnSync('strace', ['-f', '-o', '/dev/null', '-e', 'inject=fsync:error=EIO', 'true']).status ===
  0;

const READ_ONLY = { errcode: 8, message: 'attempt to write a readonly database' };
const WAIT_MS = 250;

export const SLOW_DISKS: readonly DiskTrouble[] = [
  atCommit('every commit held back', { commitDelayMs: WAIT_MS }),
  ...(CAN_TRACE
    ? [atSystemCalls('every fsync held back', 'fsync,fdatasync', `delay_enter=${WAIT_MS}ms`)]
    : []),
];

export const READ_ONLY_DISKS: readonly DiskTrouble[] = [
  atCommit('every commit refused', { commitError: READ_ONLY }),
  ...(CAN_TRACE
    ? [atSystemCalls('every write refused', 'pwrite64,ftruncate,fsync,fdatasync', 'error=EROFS')]
    : []),
];
