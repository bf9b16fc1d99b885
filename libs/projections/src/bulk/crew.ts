import { Worker } from 'node:worker_threads';
import type { JobAnswer, JobsOf } from './crew-thread.js';

/** A job failed in its thread: the job or the code is to blame, and trying again would not help. */
export class JobFault extends Error {}

/**
 * A thread holds little at a time, but V8 would let garbage pile up in proportion to the machine's memory. A
 * thread that needs more for one subject ends, and its job with it.
 */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 1_024 };

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Member {
  readonly worker: Worker;
  readonly waiting: Waiting[];
  /** Why it is dead; undefined while it lives. */
  end: string | undefined;
}

/** Some threads that do the same work, each one job after the other. What becomes of a job follows from its kind. */
export class Crew<Jobs extends JobsOf<Jobs>, Results extends Record<keyof Jobs, unknown>> {
  readonly #members: readonly Member[];

  constructor(entry: URL, size: number, data: unknown) {
    this.#members = Array.from({ length: size }, () => memberOf(entry, data));
  }

  /** Gives the job to the thread with the least to do. @throws JobFault where it fails by itself, or its thread dies. */
  ask<K extends keyof Jobs>(job: Jobs[K]): Promise<Results[K]> {
    const [free] = this.#members.toSorted((a, b) => a.waiting.length - b.waiting.length);
    if (free === undefined) throw new Error('A crew needs at least one member.');
    if (free.end !== undefined) return Promise.reject(new JobFault(free.end));
    return new Promise<unknown>((resolve, reject) => {
      free.waiting.push({ resolve, reject });
      free.worker.postMessage(job);
    }) as Promise<Results[K]>;
  }

  /**
   * The results of jobs, in order, while the next jobs are already running.
   *
   * @param ahead how many jobs are started before the first one's result is taken: this bounds the memory.
   */
  async *inOrder<K extends keyof Jobs>(
    jobs: Iterable<Jobs[K]>,
    ahead: number,
  ): AsyncGenerator<{ job: Jobs[K]; result: Results[K] }> {
    const begun: { readonly job: Jobs[K]; readonly result: Promise<Results[K]> }[] = [];
    const begin = (job: Jobs[K]): void => {
      const result = this.ask<K>(job);
      // Awaited in its turn; until then a rejection must not count as unhandled.
      result.catch(() => undefined);
      begun.push({ job, result });
    };
    for (const job of jobs) {
      begin(job);
      if (begun.length <= ahead) continue;
      const first = begun.shift();
      if (first !== undefined) yield { job: first.job, result: await first.result };
    }
    for (const { job, result } of begun) yield { job, result: await result };
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map(({ worker }) => worker.terminate()));
  }
}

function memberOf(entry: URL, workerData: unknown): Member {
  const worker = new Worker(entry, { workerData, resourceLimits: RESOURCE_LIMITS });
  const waiting: Waiting[] = [];
  const member: Member = { worker, waiting, end: undefined };
  worker.on('message', (answer: JobAnswer) => {
    const asked = waiting.shift();
    if (answer.kind === 'done') asked?.resolve(answer.result);
    else asked?.reject(answer.isOfFiles ? new Error(answer.message) : new JobFault(answer.message));
  });
  const end = (reason: string): void => {
    member.end ??= reason;
    for (const { reject } of waiting.splice(0)) reject(new JobFault(reason));
  };
  worker.on('error', (error: unknown) => {
    end(error instanceof Error ? error.message : String(error));
  });
  worker.on('exit', () => {
    end('The thread has ended.');
  });
  return member;
}
