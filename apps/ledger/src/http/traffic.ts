import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { rest } from '@subledger/event-store';

/** Whether requests are still taken. */
export class Traffic {
  readonly #connections = new Set<Socket>();
  #isStopping = false;

  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Sees every connection that the server takes from now on. */
  watch(server: Server): void {
    server.on('connection', (connection) => {
      this.#connections.add(connection);
      connection.once('close', () => this.#connections.delete(connection));
    });
  }

  /**
   * Takes no new connection and no new request, and waits for the answers that are still owed, at most
   * `limitMs`. What is not done by then is cut off.
   */
  async stop(server: Server, limitMs: number): Promise<void> {
    this.#isStopping = true;
    if (!server.listening) return;
    const timer = new AbortController();
    const allAnswered = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    this.#hangUpOnTheSilent();
    const limit = rest(limitMs, timer.signal);
    await Promise.race([allAnswered, limit]);
    timer.abort();
    server.closeAllConnections();
  }

  /**
   * A connection that never said a word is owed nothing. Node counts it as busy rather than as idle, and load
   * balancers open such ones in advance: each would hold the stop up to its limit.
   */
  #hangUpOnTheSilent(): void {
    for (const connection of this.#connections)
      if (connection.bytesRead === 0) connection.destroy();
  }
}
