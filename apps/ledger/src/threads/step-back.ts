import { platform, setPriority } from 'node:os';

/** As much as a nightly job: of a processor that is wanted by others it gets a third of what each of them does. */
const BACKGROUND = 5;

/**
 * Lets this thread, and those that it starts, do their work in the time that recording and answering leave over. On
 * Linux a priority belongs to a thread; elsewhere it would be the whole process's, and everything would step back.
 */
export function stepBack(): void {
  if (platform() !== 'linux') return;
  try {
    setPriority(0, BACKGROUND);
  } catch {
    // A sandbox may forbid it. Then all threads are alike, as they are by themselves.
  }
}
