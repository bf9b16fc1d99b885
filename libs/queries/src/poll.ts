import type { LedgerError } from '@subledger/domain';
import { setTimeout as wait } from 'node:timers/promises';

const FIRST_POLL_MS = 2;
const LONGEST_POLL_MS = 50;

/** Polls, because it may be another process that projects. @throws `late()` when the deadline has passed before it holds. */
export async function pollUntil(
  deadline: number,
  late: () => LedgerError,
  holds: () => Promise<boolean>,
): Promise<void> {
  for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(pollMs * 2, LONGEST_POLL_MS)) {
    if (await holds()) return;
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) throw late();
    await wait(Math.min(pollMs, leftMs));
  }
}
