import { readdirSync, readFileSync } from 'node:fs';
import { platform, setPriority } from 'node:os';

/**
 * How far to step back, as a nice value. If others want the same processor, the read models get a third of each of
 * their shares, V8's own workers a tenth, and the proofs, which nobody waits for, a thirtieth.
 */
const STEPS = { readModels: 5, v8: 10, proofs: 15 } as const;

const THREADS = '/proc/self/task';
/** Node's name for the threads in which V8 collects garbage and compiles for all others. */
const V8_WORKER = 'V8Worker';

/**
 * Lets this thread, and those that it starts, work in the time that recording and answering leave over. On Linux a
 * priority belongs to a thread; elsewhere it would be the whole process's, and everything would step back.
 */
export function stepBack(work: 'readModels' | 'proofs'): void {
  if (platform() === 'linux') letStepBack(0, STEPS[work]);
}

/**
 * The same for V8's workers, which all threads of the process share: in a rebuild, most of what they collect is
 * the rebuild's garbage, and at full priority they took the processor from the thread that answers.
 */
export function letV8StepBack(): void {
  if (platform() !== 'linux') return;
  for (const id of workersOfV8()) letStepBack(id, STEPS.v8);
}

function workersOfV8(): readonly number[] {
  try {
    return readdirSync(THREADS)
      .filter((id) => readFileSync(`${THREADS}/${id}/comm`, 'utf8').trim() === V8_WORKER)
      .map(Number);
  } catch {
    // Without /proc they cannot be identified.
    return [];
  }
}

/** @param id of a thread; 0: this one. */
function letStepBack(id: number, step: number): void {
  try {
    setPriority(id, step);
  } catch {
    // A sandbox may forbid it. Then all threads have the same priority, as they have by default.
  }
}
