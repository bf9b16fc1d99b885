import type { Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** Whether requests are still taken. */
export class Traffic {
  #isStopping = false;

  get isStopping(): boolean {
    return this.#isStopping;
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
    const limit = wait(limitMs, undefined, { signal: timer.signal }).catch(() => undefined);
    await Promise.race([allAnswered, limit]);
    timer.abort();
    server.closeAllConnections();
  }
}
