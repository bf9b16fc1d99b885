import { setTimeout as wait } from 'node:timers/promises';
import type { BuildStatus } from '@subledger/projections';
import type { RebuildProgress } from '@subledger/projections/operations';
import { ADMIN_KEY, type Answer, answerOf, type RunningLedger } from './running-ledger.js';

const LIMIT_MS = 20_000;

export const ADMIN = { Authorization: `Bearer ${ADMIN_KEY}` };

/** Somebody with an admin key. */
export class Operator {
  readonly #ledger: () => Pick<RunningLedger, 'url'>;

  constructor(ledger: () => Pick<RunningLedger, 'url'>) {
    this.#ledger = ledger;
  }

  get = (path: string): Promise<Answer> => this.#send('GET', path);
  post = (path: string, body?: unknown): Promise<Answer> => this.#send('POST', path, body);
  delete = (path: string): Promise<Answer> => this.#send('DELETE', path);

  async builds(): Promise<readonly BuildStatus[]> {
    const { body } = await this.get('/v1/projections');
    return body.items as BuildStatus[];
  }

  /** The live build of a projection. */
  async live(projection = 'lifecycle'): Promise<BuildStatus> {
    const found = (await this.builds()).find(
      (build) => build.projection === projection && build.role === 'live',
    );
    if (found === undefined) throw new Error(`Nothing answers as ${projection}.`);
    return found;
  }

  /** Begins a rebuild that waits for its promotion, and waits until it is ready. */
  async rebuilt(projection = 'lifecycle'): Promise<RebuildProgress> {
    const { body } = await this.post(`/v1/projections/${projection}/rebuild`, { hold: true });
    const path = `/v1/projections/${projection}/rebuilds/${String(body.build)}`;
    let progress: RebuildProgress | undefined;
    await until(async () => {
      progress = (await this.get(path)).body as unknown as RebuildProgress;
      return progress.activity === 'ready';
    });
    if (progress === undefined) throw new Error('There is no progress.');
    return progress;
  }

  async #send(method: string, path: string, body?: unknown): Promise<Answer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${this.#ledger().url}${path}`, {
      method,
      headers: ADMIN,
      ...(body === undefined ? {} : { body: text }),
    });
    if (response.status === 204) return { status: 204, headers: response.headers, body: {} };
    return answerOf(response);
  }
}

/** Polls until it holds, at most twenty seconds. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('It did not come to hold in time.');
    await wait(10);
  }
}
