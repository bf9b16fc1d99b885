import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import type { AppendFault, CommandName, Commands, ReadFault, Reply } from './commands.js';

type ResultOf<Name extends CommandName> = ReturnType<Commands[Name]>;

const STOP_LIMIT_MS = 5_000;

/** An EventStoreDB of the tests: its own thread, a real socket, data that survive a restart. */
export class WireServer {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;
  #port = 0;

  private constructor() {
    this.#worker = new Worker(fileURLToPath(new URL('./worker.ts', import.meta.url)), {
      execArgv: [
        '--disable-warning=ExperimentalWarning',
        '--import',
        new URL('../resolve-sources.ts', import.meta.url).href,
      ],
    });
    this.#worker.on('message', ({ id, result, failure }: Reply) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (failure === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(failure));
    });
    this.#worker.on('error', (error) => {
      for (const { reject } of this.#waiting.values()) reject(error);
    });
  }

  /** A server that listens; or, with `isDown`, one whose port is known but closed. */
  static async open({ isDown = false } = {}): Promise<WireServer> {
    const server = new WireServer();
    await server.start();
    if (isDown) await server.stop();
    return server;
  }

  get url(): string {
    return `esdb://127.0.0.1:${this.#port}?tls=false`;
  }

  get port(): number {
    return this.#port;
  }

  /** On the same port as before. */
  async start(): Promise<void> {
    this.#port = await this.#ask('start', this.#port);
  }

  async stop(): Promise<void> {
    await this.#ask('stop');
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async failAppend(...faults: readonly AppendFault[]): Promise<void> {
    for (const fault of faults) await this.#ask('failAppend', fault);
  }

  async failRead(...faults: readonly ReadFault[]): Promise<void> {
    for (const fault of faults) await this.#ask('failRead', fault);
  }

  async setLatency(latencyMs: number): Promise<void> {
    await this.#ask('setLatency', latencyMs);
  }

  async muteSubscriptions(isMuted: boolean): Promise<void> {
    await this.#ask('muteSubscriptions', isMuted);
  }

  async endSubscriptions(how: 'error' | 'end'): Promise<void> {
    await this.#ask('endSubscriptions', how);
  }

  counts(): Promise<ResultOf<'counts'>> {
    return this.#ask('counts');
  }

  log(): Promise<ResultOf<'log'>> {
    return this.#ask('log');
  }

  /** Ends the thread and forgets the data. */
  async close(): Promise<void> {
    // A connection that does not end is cut off with the thread.
    await Promise.race([this.#ask('stop'), wait(STOP_LIMIT_MS, undefined, { ref: false })]);
    await this.#worker.terminate();
  }

  async #ask<Name extends CommandName>(
    name: Name,
    argument: unknown = null,
  ): Promise<ResultOf<Name>> {
    this.#lastId += 1;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(this.#lastId, answer);
    this.#worker.postMessage({ id: this.#lastId, name, argument });
    return (await answer.promise) as ResultOf<Name>;
  }
}
