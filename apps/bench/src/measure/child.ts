import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Longer than any measurement may take. */
const CHILD_LIMIT_MS = 3_600_000;

/**
 * Runs a module in its own process and returns the one message that it sends. The process never outlives this one,
 * unless this one is killed outright.
 *
 * @param script beside the caller, by its URL.
 * @throws Error if it ends without a message, or `signal` stops it.
 */
export async function runInChild<T>(
  script: URL,
  task: object,
  { signal }: { readonly signal: AbortSignal },
): Promise<T> {
  signal.throwIfAborted();
  const child = fork(fileURLToPath(script), [JSON.stringify(task)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
    signal: AbortSignal.any([signal, AbortSignal.timeout(CHILD_LIMIT_MS)]),
    killSignal: 'SIGKILL',
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.on('exit', kill);
  let said = '';
  child.stderr
    ?.setEncoding('utf8')
    .on('data', (text: string) => (said = (said + text).slice(-8_192)));
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  child.on('message', (message) => {
    resolve(message as T);
  });
  child.on('error', reject);
  child.on('close', (code) => {
    reject(
      new Error(`${fileURLToPath(script)} ended with ${code ?? 'a signal'}. It printed:\n${said}`),
    );
  });
  try {
    return await promise;
  } finally {
    process.off('exit', kill);
    kill();
  }
}

/** What the parent asked for. */
export const givenTask = (): unknown => JSON.parse(process.argv[2] ?? '{}');

/** Sends the parent its answer, and exits. */
export function answerParent(answer: object): void {
  process.send?.(answer, () => {
    process.exit(0);
  });
}
