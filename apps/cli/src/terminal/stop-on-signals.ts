import { constants } from 'node:os';
import { EXIT_CODES, Failure } from './failure.js';
import { tellFailure } from './tell-failure.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `work` until it is done or somebody stops the command. Work that is told to stop cleans up and ends; a
 * second signal does not wait for it.
 *
 * @param isJson whether a machine is told of a failure.
 * @returns the exit code: the work's own, a failure's, 1 after any other error, 128 + the signal's number after a signal.
 */
export async function stopOnSignals(
  work: (signal: AbortSignal) => Promise<number>,
  isJson = false,
): Promise<number> {
  const stopping = new AbortController();
  let stoppedBy: (typeof SIGNALS)[number] | undefined;
  const stop = (name: NodeJS.Signals): void => {
    const signal = SIGNALS.find((known) => known === name) ?? 'SIGTERM';
    if (stoppedBy !== undefined) process.exit(exitCodeOf(signal));
    stoppedBy = signal;
    stopping.abort();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    const code = await work(stopping.signal);
    return stoppedBy === undefined ? code : exitCodeOf(stoppedBy);
  } catch (error) {
    if (stoppedBy !== undefined) return exitCodeOf(stoppedBy);
    tellFailure(error, isJson);
    return error instanceof Failure ? error.exitCode : EXIT_CODES.unexpected;
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}

/** The exit code that shells report for a command ended by a signal. */
const exitCodeOf = (signal: (typeof SIGNALS)[number]): number => 128 + constants.signals[signal];
