import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, Connection } from './connection.js';
import { type FlowResult, Tally } from './tally.js';

export interface FlowSettings {
  readonly url: string;
  readonly connections: number;
  /** Requests due per second; null: as many as there are answers. */
  readonly perSecond: number | null;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly nextRequest: () => Buffer;
  /** Called with every 200. */
  readonly onAccepted?: (answer: Answer) => void;
}

const TICK_MS = 1;
const RECONNECT_MS = 20;
/** How long requests in flight at the end may take. */
const FINISH_LIMIT_MS = 15_000;
/** A server that keeps dropping connections is not measured. */
const MOST_RECONNECTS = 10_000;

/**
 * One stream of requests over its own connections. Without a rate it is a closed loop: each connection sends the
 * next request when it has its answer. With a rate it is an open one: requests are due at fixed times, whatever
 * the server does, and the latency of each counts from when it was due.
 */
export class Flow {
  readonly #settings: FlowSettings;
  readonly #free: Connection[] = [];
  #tally = new Tally(0);
  #startedAt = 0;
  #endsAt = 0;
  #sent = 0;
  #underWay = 0;
  #reconnects = 0;

  constructor(settings: FlowSettings) {
    this.#settings = settings;
  }

  async run(): Promise<FlowResult> {
    const { url, connections, seconds, warmUpSeconds } = this.#settings;
    const opened = await Promise.all(
      Array.from({ length: connections }, () => Connection.open(url)),
    );
    this.#free.push(...opened);
    this.#startedAt = performance.now();
    this.#endsAt = this.#startedAt + (warmUpSeconds + seconds) * 1000;
    this.#tally = new Tally(this.#startedAt + warmUpSeconds * 1000);
    while (performance.now() < this.#endsAt) {
      this.#sendDue();
      await wait(TICK_MS);
    }
    // Sends what has become due since the last look; what still waits for a connection after that is never sent.
    this.#sendUpTo(this.#due(this.#endsAt));
    const unsent = this.#due(this.#endsAt) - this.#sent;
    await this.#finish();
    for (const connection of this.#free) connection.close();
    return this.#tally.result(unsent);
  }

  /** The number of requests that should have been sent by now. */
  #due(now: number): number {
    const { perSecond } = this.#settings;
    const until = Math.min(now, this.#endsAt);
    if (perSecond === null) return now < this.#endsAt ? this.#sent + this.#free.length : this.#sent;
    return Math.floor(((until - this.#startedAt) / 1000) * perSecond);
  }

  #sendDue(): void {
    const now = performance.now();
    if (now < this.#endsAt) this.#sendUpTo(this.#due(now));
  }

  #sendUpTo(due: number): void {
    while (this.#sent < due && this.#free.length > 0) this.#send();
  }

  #send(): void {
    const connection = this.#free.pop();
    if (connection === undefined) return;
    if (connection.isBroken) {
      // The server closes connections that have long been silent; no request is lost by that.
      this.#underWay += 1;
      void this.#replace(connection);
      return;
    }
    const { perSecond, nextRequest } = this.#settings;
    this.#sent += 1;
    const dueAt =
      perSecond === null ? performance.now() : this.#startedAt + (this.#sent / perSecond) * 1000;
    this.#underWay += 1;
    connection.send(nextRequest(), {
      onAnswer: (answer) => {
        this.#answered(answer, dueAt);
        this.#release(connection);
      },
      onFault: ({ message }) => {
        this.#tally.refused('connection', message);
        void this.#replace(connection);
      },
    });
  }

  #answered(answer: Answer, dueAt: number): void {
    if (answer.status !== 200) {
      this.#tally.refused(String(answer.status), answer.body.toString('utf8'));
      return;
    }
    this.#tally.accepted(dueAt);
    this.#settings.onAccepted?.(answer);
  }

  #release(connection: Connection): void {
    this.#underWay -= 1;
    this.#free.push(connection);
    this.#sendDue();
  }

  /** Replaces a broken connection, with as many attempts as there is time for. */
  async #replace(broken: Connection): Promise<void> {
    broken.close();
    while (performance.now() < this.#endsAt && this.#reconnects < MOST_RECONNECTS) {
      this.#reconnects += 1;
      try {
        this.#release(await Connection.open(this.#settings.url));
        return;
      } catch (error) {
        this.#tally.refused('connection', String(error));
        await wait(RECONNECT_MS);
      }
    }
    this.#underWay -= 1;
  }

  async #finish(): Promise<void> {
    const deadline = performance.now() + FINISH_LIMIT_MS;
    while (this.#underWay > 0 && performance.now() < deadline) await wait(TICK_MS);
    for (let lost = this.#underWay; lost > 0; lost -= 1) this.#tally.refused('no answer', '');
  }
}
