import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { RUN_SOURCES } from '../run-sources.js';
import type { AppendFault, CommandName, Commands, ReadFault, Reply, Request } from './commands.js';

type ResultOf<Name extends CommandName> = ReturnType<Commands[Name]>;

/**
 * An EventStoreDB of the tests: a process of its own, a real socket, data that survive a restart. A thread would share
 * the memory, but one that is ended while HTTP/2 streams are open can spin for ever in Node's own cleaning up.
 */
export class WireServer {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;
  #port = 0;

  private constructor() {
    this.#child = fork(fileURLToPath(new URL('./process.ts', import.meta.url)), {
      // Positions are bigints, and events are bytes.
      serialization: 'advanced',
      execArgv: RUN_SOURCES,
    });
    this.#child.on('message', (message) => {
      const { id, result, failure } = message as Reply;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (failure === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(failure));
    });
    this.#child.on('exit', () => {
      const error = new Error('The server of the tests has ended.');
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    });
  }

  /** A server that listens, on any free port; or, with `isDown`, one whose port is known but closed. */
  static async open({ isDown = false, port = 0 } = {}): Promise<WireServer> {
    const server = new WireServer();
    server.#port = port;
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

  /** Kills the process, and the data with it. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }

  async #ask<Name extends CommandName>(
    name: Name,
    argument: unknown = null,
  ): Promise<ResultOf<Name>> {
    this.#lastId += 1;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(this.#lastId, answer);
    this.#child.send({ id: this.#lastId, name, argument } satisfies Request);
    return (await answer.promise) as ResultOf<Name>;
  }
}
