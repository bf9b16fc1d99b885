import { Agent, request } from 'node:http';
import { rest } from '@subledger/event-store';
import { renewal } from '../renewals.js';
import { PRODUCTION_SECRET } from '../running-ledger.js';

export interface Receipt {
  readonly eventId: string;
  readonly position: string;
}

/** An answer that asks for the webhook again. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly retryAfter: string | undefined;
  readonly tookMs: number;
}

export interface SenderOptions {
  readonly connections: number;
  /** The body of the webhook with this number: each number another event. */
  readonly bodyOf?: (number: number) => string;
  /** How many different webhooks there are at most. */
  readonly most?: number;
  /** How long a connection rests after a webhook was taken. */
  readonly restMs?: number;
  /** How long after a refusal it comes again; Adapty waits longer, but a test has no day. */
  readonly comeBackMs?: number;
}

const COME_BACK_MS = 20;
const ANSWER_LIMIT_MS = 60_000;
const MOST_MS = 60_000;
/** As many as are worth looking at. */
const MOST_REFUSALS = 100_000;

/**
 * Adapty, as far as promises go: offers webhooks over many connections, offers each again until it is answered 200,
 * and remembers which were, over all lives of the ledger.
 */
export class Sender {
  readonly receipts = new Map<number, Receipt>();
  /** Offered, and not acknowledged: recorded or not, and to be offered again. */
  readonly inDoubt = new Set<number>();
  readonly refusals: Refusal[] = [];
  readonly bodyOf: (number: number) => string;
  readonly #options: SenderOptions;
  /** Kept, so that a ledger in trouble is met by connections that stand, as load balancers keep them. */
  readonly #agent: Agent;
  #numbersUsed = 0;
  #onReceipt: () => void = () => undefined;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#agent = new Agent({ keepAlive: true, maxSockets: options.connections });
    this.bodyOf = options.bodyOf ?? ((number) => renewal(number));
  }

  /** How many different webhooks were offered. */
  get numbersUsed(): number {
    return this.#numbersUsed;
  }

  /** As if the answers about everything after this position of the log had never been sent. */
  forgetAfter(position: number): void {
    for (const [number, receipt] of this.receipts)
      if (Number(receipt.position) > position) {
        this.receipts.delete(number);
        this.inDoubt.add(number);
      }
  }

  /** Offers new webhooks, and refused ones again, until the signal or until there are no more. */
  send(url: string, signal: AbortSignal): Promise<void> {
    return this.#offer(url, signal, () =>
      this.#numbersUsed < (this.#options.most ?? Infinity)
        ? (this.#numbersUsed += 1) - 1
        : undefined,
    );
  }

  /** Offers webhooks until so many more of them are acknowledged, or a minute is over. */
  async sendMore(url: string, count: number): Promise<void> {
    const over = new AbortController();
    const goal = this.receipts.size + count;
    this.#onReceipt = () => {
      if (this.receipts.size >= goal) over.abort();
    };
    await this.send(url, AbortSignal.any([over.signal, AbortSignal.timeout(MOST_MS)]));
    this.#onReceipt = () => undefined;
  }

  /** Offers again what is in doubt, and nothing new, until all of it is acknowledged or the time is over. */
  settle(url: string, limitMs = 30_000): Promise<void> {
    return this.#offer(url, AbortSignal.timeout(limitMs), () => undefined);
  }

  async #offer(url: string, signal: AbortSignal, next: () => number | undefined): Promise<void> {
    const { connections, restMs = 0 } = this.#options;
    const again = [...this.inDoubt];
    const connection = async (): Promise<void> => {
      while (!signal.aborted) {
        const number = again.shift() ?? next();
        if (number === undefined) return;
        this.inDoubt.add(number);
        if (!(await this.#isTaken(url, number, signal))) return;
        if (restMs > 0) await rest(restMs, signal);
      }
    };
    await Promise.all(Array.from({ length: connections }, connection));
  }

  /** Offers one webhook until it is acknowledged, or the signal. */
  async #isTaken(url: string, number: number, signal: AbortSignal): Promise<boolean> {
    for (;;) {
      const receipt = await this.#post(url, number);
      if (receipt !== null) {
        this.inDoubt.delete(number);
        this.receipts.set(number, receipt);
        this.#onReceipt();
        return true;
      }
      await rest(this.#options.comeBackMs ?? COME_BACK_MS, signal);
      if (signal.aborted) return false;
    }
  }

  /** Null where there was no answer, or one that asks for the webhook again. */
  async #post(url: string, number: number): Promise<Receipt | null> {
    const startedAt = performance.now();
    const answer = await post(url, this.#agent, this.bodyOf(number));
    if (answer === null) return null;
    const { status, retryAfter, body } = answer;
    if (status === 200) return { eventId: String(body.eventId), position: String(body.position) };
    if (status <= 404 || status === 500)
      throw new Error(`A webhook was answered ${status}: ${JSON.stringify(body)}`);
    if (this.refusals.length < MOST_REFUSALS)
      this.refusals.push({
        status,
        code: String(body.code),
        retryAfter,
        tookMs: performance.now() - startedAt,
      });
    return null;
  }
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The whole answer to a webhook; null where the connection broke before its end. */
function post(url: string, agent: Agent, body: string): Promise<Answer | null> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer | null>();
  const gone = (): void => {
    resolve(null);
  };
  const headers = { Authorization: PRODUCTION_SECRET, 'Content-Length': Buffer.byteLength(body) };
  const options = { agent, method: 'POST', headers, timeout: ANSWER_LIMIT_MS };
  const sent = request(`${url}/webhooks/adapty/production`, options, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (part: string) => (text += part));
    response
      .on('error', gone)
      .on('close', gone)
      .on('end', () => {
        try {
          resolve({
            status: response.statusCode ?? 0,
            retryAfter: response.headers['retry-after'],
            body: JSON.parse(text) as Answer['body'],
          });
        } catch {
          reject(new Error(`An answer is not JSON: ${text}`));
        }
      });
  });
  sent.on('error', gone).on('timeout', () => sent.destroy());
  sent.end(body);
  return promise;
}
