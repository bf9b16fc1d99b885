import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { randomSource } from '../../libs/event-store/test/random-source.js';
import { Sender } from '../../apps/ledger/test/fire/sender.js';
import { DISASTERS } from './disasters.js';
import { brokenInAnswers, brokenInLog } from './invariants.js';
import { Rig } from './rig.js';
import { webhook } from './webhooks.js';

export interface SoakOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly say: (line: string) => void;
}

export interface SoakResult {
  readonly acknowledged: number;
  readonly refused: number;
  readonly lives: number;
  readonly disasters: Readonly<Record<string, number>>;
  readonly slowestRecoveryMs: number;
  readonly mostMemoryMb: number;
  /** What did not hold; empty if everything did. */
  readonly broken: readonly string[];
}

/** Some sixty webhooks a second: moderate, and an hour of them fits into memory. */
const LOAD = { connections: 4, restMs: 60, bodyOf: webhook };
const SHORTEST_QUIET_MS = 1_000;
const LONGEST_QUIET_MS = 12_000;
const RECOVERY_LIMIT_MS = 90_000;
/** Many times what a ledger at this load needs: more is a leak. */
const MOST_MEMORY_MB = 1_200;

/** Load, with one disaster after the other until the time is up; then everything must be there, once. */
export async function soak({ seed, minutes, say }: SoakOptions): Promise<SoakResult> {
  const draw = randomSource(seed);
  const rig = new Rig();
  const sender = new Sender(LOAD);
  const disasters: Record<string, number> = {};
  const over = new AbortController();
  const endsAtMs = performance.now() + minutes * 60_000;
  const longestQuietMs = Math.min(LONGEST_QUIET_MS, minutes * 1_000);
  let [slowestRecoveryMs, mostMemoryMb] = [0, 0];
  try {
    await rig.start();
    const sending = sender.send(rig.url, over.signal);
    while (performance.now() < endsAtMs && !rig.hasDied) {
      await wait(SHORTEST_QUIET_MS + draw() * longestQuietMs);
      mostMemoryMb = Math.max(mostMemoryMb, memoryMbOf(rig.ledger.pid));
      const [name, disaster] = drawn(draw);
      disasters[name] = (disasters[name] ?? 0) + 1;
      await disaster(rig, draw);
      const recoveryMs = await untilReady(rig);
      slowestRecoveryMs = Math.max(slowestRecoveryMs, recoveryMs);
      say(`${name}: ready after ${seconds(recoveryMs)}, ${sender.receipts.size} acknowledged`);
    }
    over.abort();
    await sending;
    return {
      broken: [
        ...(await brokenInTheEnd(rig, sender)),
        ...(mostMemoryMb <= MOST_MEMORY_MB ? [] : [`It took ${mostMemoryMb} MB of memory.`]),
        ...rig.complaints,
      ],
      acknowledged: sender.receipts.size,
      refused: sender.refusals.length,
      lives: rig.lives,
      disasters,
      slowestRecoveryMs,
      mostMemoryMb,
    };
  } finally {
    over.abort();
    await rig.remove();
  }
}

/** Checked once as it is, and once more after a rebuild from nothing but the log. */
async function brokenInTheEnd(rig: Rig, sender: Sender): Promise<string[]> {
  await sender.settle(rig.url);
  await untilReady(rig);
  const broken = [...(await brokenInLog(rig, sender)), ...(await brokenInAnswers(rig, sender))];
  await rig.stop();
  rig.removeReadModels();
  await rig.start();
  await untilReady(rig);
  broken.push(...(await brokenInAnswers(rig, sender)).map((one) => `After a rebuild: ${one}`));
  await rig.stop();
  return broken;
}

function drawn(draw: () => number) {
  const all = Object.entries(DISASTERS);
  const one = all[Math.floor(draw() * all.length)];
  if (one === undefined) throw new Error('There is no disaster.');
  return one;
}

export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** How long it takes until the ledger is ready again; a complaint if that is too long. */
async function untilReady(rig: Rig): Promise<number> {
  const { url, complaints } = rig;
  const startedAt = performance.now();
  let told = 'nothing';
  while (performance.now() - startedAt < RECOVERY_LIMIT_MS && !rig.hasDied) {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(10_000) })
      .then(async (answer) => ({ ok: answer.ok, text: await answer.text() }))
      .catch((error: unknown) => ({ ok: false, text: String(error) }));
    if (response.ok) return performance.now() - startedAt;
    told = response.text;
    await wait(50);
  }
  complaints.push(`It is not ready again, and says ${told}`);
  return performance.now() - startedAt;
}

function memoryMbOf(pid: number): number {
  const [, kilobytes = '0'] =
    /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1_024);
}
