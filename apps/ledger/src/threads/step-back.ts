import { platform, setPriority } from 'node:os';

/**
 * How far back, as a nice value. Where others want the same processor, the read models get a third of what each of them
 * does, and the proofs, which nobody waits for, a thirtieth.
 */
const STEPS = { readModels: 5, proofs: 15 } as const;

/**
 * Lets this thread, and those that it starts, do their work in the time that recording and answering leave over. On
 * Linux a priority belongs to a thread; elsewhere it would be the whole process's, and everything would step back.
 */
export function stepBack(work: keyof typeof STEPS): void {
  if (platform() !== 'linux') return;
  try {
    setPriority(0, STEPS[work]);
  } catch {
    // A sandbox may forbid it. Then all threads are alike, as they are by themselves.
  }
}
