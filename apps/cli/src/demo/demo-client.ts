const REQUEST_LIMIT_MS = 35_000;
/** How long a query waits for the read model; less than a request may take. */
const FRESHNESS_LIMIT_MS = 30_000;

export interface DemoClientOptions {
  readonly url: string;
  readonly productionSecret: string;
  readonly apiKey: string;
  readonly signal: AbortSignal;
}

/** A ledger's answer. */
export interface Said {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A ledger over HTTP, as its sender and its clients see it. */
export class DemoClient {
  readonly #options: DemoClientOptions;

  constructor(options: DemoClientOptions) {
    this.#options = options;
  }

  /** Delivers a webhook of the production environment. */
  deliver(body: unknown): Promise<Said> {
    return this.#send('/webhooks/adapty/production', {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Authorization: this.#options.productionSecret,
      },
      body: JSON.stringify(body),
    });
  }

  /**
   * Asks once the read model has reached `minPosition`.
   *
   * @param path with its query string, if any.
   */
  ask(path: string, minPosition: string): Promise<Said> {
    const fresh = new URLSearchParams({ minPosition, timeoutMs: String(FRESHNESS_LIMIT_MS) });
    return this.#send(`${path}${path.includes('?') ? '&' : '?'}${fresh.toString()}`, {
      headers: { Authorization: `Bearer ${this.#options.apiKey}` },
    });
  }

  async #send(path: string, request: RequestInit): Promise<Said> {
    const { url, signal } = this.#options;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(REQUEST_LIMIT_MS)]);
    const response = await fetch(`${url}${path}`, { ...request, signal: limit });
    return { status: response.status, body: (await response.json()) as Said['body'] };
  }
}
