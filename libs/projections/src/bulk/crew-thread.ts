import type { MessagePort } from 'node:worker_threads';

/** What a thread answers to one job. */
export type JobAnswer<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'failed'; readonly message: string };

/** Carries out the jobs that come over a port, one after the other, and answers each. */
export function serveJobs(port: MessagePort, carryOut: (job: never) => unknown): void {
  let last: Promise<void> = Promise.resolve();
  port.on('message', (job: unknown) => {
    last = last.then(async () => {
      port.postMessage(await answer(() => carryOut(job as never)));
    });
  });
}

async function answer(carryOut: () => unknown): Promise<JobAnswer<unknown>> {
  try {
    return { kind: 'done', result: await carryOut() };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
