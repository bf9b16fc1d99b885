import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { rest } from '@subledger/event-store';

/** Whether requests are still accepted. */
export class Traffic {
  readonly #connections = new Set<Socket>();
  #isStopping = false;

  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Tracks every connection that the server accepts from now on. */
  watch(server: Server): void {
    server.on('connection', (connection) => {
      this.#connections.add(connection);
      connection.once('close', () => this.#connections.delete(connection));
    });
  }

  /**
   * Accepts no new connection and no new request, and waits for the answers in flight, at most `limitMs`. Whatever
   * is not done by then is cut off.
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
   * A connection that never sent anything awaits no answer. Node counts it as busy rather than idle, and load
   * balancers open such connections in advance: each would delay the stop up to its limit.
   */
  #hangUpOnTheSilent(): void {
    for (const connection of this.#connections)
      if (connection.bytesRead === 0) connection.destroy();
  }
}
