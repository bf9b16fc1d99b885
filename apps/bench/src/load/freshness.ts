import { createHistogram } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { Connection, type Answer } from './connection.js';
import { accessPath, question } from './requests.js';
import { type Latency, latencyOf, microsOf } from './latency.js';

export interface FreshnessResult {
  /** From the acknowledgement of an event to the first answer that includes it. */
  readonly lagMs: Latency;
  readonly samples: number;
  /** Queries that were not answered in time. */
  readonly tooLate: number;
}

interface Acknowledged {
  readonly position: string;
  readonly at: number;
}

const EVERY_MS = 100;
const QUESTION_LIMIT_MS = 10_000;

/** Asks, at most ten times a second, for an answer that includes the event just acknowledged. */
export class FreshnessProbe {
  readonly #histogram = createHistogram();
  #onNext: ((acknowledged: Acknowledged) => void) | null = null;
  #tooLate = 0;

  /** Called with every webhook's answer; only looks into it when the next query is due. */
  readonly onAccepted = (answer: Answer): void => {
    if (this.#onNext === null) return;
    const position = /"position":"([^"]+)"/.exec(answer.body.toString('latin1'))?.[1];
    if (position !== undefined) this.#onNext({ position, at: performance.now() });
  };

  /** @param endsAt by `performance.now()`. */
  async run(url: string, apiKey: string, endsAt: number): Promise<FreshnessResult> {
    const connection = await Connection.open(url);
    while (performance.now() < endsAt) {
      await wait(EVERY_MS);
      const next = await this.#nextAcknowledged(endsAt);
      if (next !== null) await this.#ask(connection, apiKey, next);
    }
    connection.close();
    return {
      lagMs: latencyOf(this.#histogram),
      samples: this.#histogram.count,
      tooLate: this.#tooLate,
    };
  }

  async #nextAcknowledged(endsAt: number): Promise<Acknowledged | null> {
    const { promise, resolve } = Promise.withResolvers<Acknowledged>();
    this.#onNext = resolve;
    try {
      const leftMs = Math.max(0, endsAt - performance.now());
      return await Promise.race([promise, wait(leftMs, null)]);
    } finally {
      this.#onNext = null;
    }
  }

  async #ask(
    connection: Connection,
    apiKey: string,
    { position, at }: Acknowledged,
  ): Promise<void> {
    const fresh = new URLSearchParams({
      minPosition: position,
      timeoutMs: String(QUESTION_LIMIT_MS),
    });
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    // About an unknown customer: what is measured is how far the read model has come, not the size of an answer.
    const path = `${accessPath('nobody')}?${fresh.toString()}`;
    connection.send(question(path, apiKey), { onAnswer: resolve, onFault: reject });
    const { status } = await promise;
    if (status >= 500) this.#tooLate += 1;
    this.#histogram.record(microsOf(performance.now() - at));
  }
}
