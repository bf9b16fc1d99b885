import type { MessagePort } from 'node:worker_threads';
import { isSqliteFault } from '@subledger/read-models/bulk';

/** A thread's answer to one job. */
export type JobAnswer =
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly message: string; readonly isOfFiles: boolean };

/** Jobs by their kinds, which each of them names. */
export type JobsOf<Jobs> = { readonly [K in keyof Jobs]: { readonly kind: K } };

/** How each kind of job is carried out. */
export type Work<Jobs extends JobsOf<Jobs>, Results extends Record<keyof Jobs, unknown>> = {
  readonly [K in keyof Jobs]: (job: Jobs[K]) => Results[K] | Promise<Results[K]>;
};

/** Runs the jobs that come over a port, one after the other, and answers each. */
export function serveJobs<Jobs extends JobsOf<Jobs>, Results extends Record<keyof Jobs, unknown>>(
  port: MessagePort,
  work: Work<Jobs, Results>,
): void {
  let last: Promise<void> = Promise.resolve();
  port.on('message', <K extends keyof Jobs>(job: Jobs[K] & { readonly kind: K }): void => {
    const { kind }: { readonly kind: K } = job;
    last = last.then(async () => {
      port.postMessage(await answer(() => work[kind](job)));
    });
  });
}

async function answer(carryOut: () => unknown): Promise<JobAnswer> {
  try {
    return { kind: 'done', result: await carryOut() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', message, isOfFiles: isOfFiles(error) };
  }
}

/** Whether a file or a table is to blame, and no event: both may be there again with another try. */
const isOfFiles = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && ('syscall' in error || isSqliteFault(error));
