import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** What a process has used so far, over all its threads. */
export interface ProcessUsage {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  /** The peak since the start or `forgetPeak`; if the system does not report it, the current size. */
  readonly peakBytes: number;
}

/** Linux counts the time of processes in hundredths of a second, whatever the kernel's own clock. */
const TICKS_A_SECOND = 100;
/** Fields of `/proc/<pid>/stat` behind the name, which may hold spaces (manual page proc_pid_stat(5)). */
const STAT = { parent: 1, user: 11, system: 12, childrenUser: 13, childrenSystem: 14 } as const;

export const usageOf = (pid: number): ProcessUsage =>
  process.platform === 'linux' ? linuxUsageOf(pid) : portableUsageOf(pid);

/**
 * For a server of many processes: its own usage and that of its child processes, including ended ones. Memory is
 * what they hold now, with shared pages counted once.
 */
export function familyUsageOf(pid: number): ProcessUsage {
  if (process.platform !== 'linux') return portableUsageOf(pid);
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => isChild(other, pid));
  const members = [pid, ...children].flatMap(memberUsage);
  const stat = statOf(pid);
  const endedSeconds =
    (field(stat, 'childrenUser') + field(stat, 'childrenSystem')) / TICKS_A_SECOND;
  return members.reduce(addUsage, { cpuSeconds: endedSeconds, residentBytes: 0, peakBytes: 0 });
}

export const addUsage = (a: ProcessUsage, b: ProcessUsage): ProcessUsage => ({
  cpuSeconds: a.cpuSeconds + b.cpuSeconds,
  residentBytes: a.residentBytes + b.residentBytes,
  peakBytes: a.peakBytes + b.peakBytes,
});

const memberUsage = (pid: number): readonly ProcessUsage[] =>
  ifAlive(() => {
    const { cpuSeconds } = usageOf(pid);
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const bytes = 1024 * Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0);
    return { cpuSeconds, residentBytes: bytes, peakBytes: bytes };
  });

/** Resets the peak; if the system cannot, it stays. */
export function forgetPeak(pid: number): void {
  if (process.platform !== 'linux') return;
  // 5 resets VmHWM (manual page proc_pid_clear_refs(5)).
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function linuxUsageOf(pid: number): ProcessUsage {
  const stat = statOf(pid);
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (name: string): number =>
    1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
  return {
    cpuSeconds: (field(stat, 'user') + field(stat, 'system')) / TICKS_A_SECOND,
    residentBytes: bytes('VmRSS'),
    peakBytes: bytes('VmHWM'),
  };
}

function portableUsageOf(pid: number): ProcessUsage {
  const line = execFileSync('ps', ['-o', 'rss=,time=', '-p', String(pid)], { encoding: 'utf8' });
  const [kilobytes = '0', time = '0'] = line.trim().split(/\s+/);
  const cpuSeconds = time.split(/[:-]/).reduce((seconds, part) => seconds * 60 + Number(part), 0);
  const residentBytes = 1024 * Number(kilobytes);
  return { cpuSeconds, residentBytes, peakBytes: residentBytes };
}

const statOf = (pid: number): readonly string[] => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
};

const field = (stat: readonly string[], name: keyof typeof STAT): number =>
  Number(stat[STAT[name]] ?? 0);

/** A process may end between being listed and being examined. */
const ifAlive = <T>(look: () => T): readonly T[] => {
  try {
    return [look()];
  } catch {
    return [];
  }
};

const isChild = (pid: number, parent: number): boolean =>
  ifAlive(() => field(statOf(pid), 'parent') === parent).includes(true);
