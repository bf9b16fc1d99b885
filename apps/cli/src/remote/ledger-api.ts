import type { Connection } from '@subledger/configuration';
import { Failure } from '../terminal/failure.js';

/** Above what a promotion may take on the server. */
const REQUEST_LIMIT_MS = 60_000;

/** Why a ledger said no. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

export class Refused extends Failure {
  readonly problem: Problem;

  constructor(problem: Problem) {
    const needsKey = problem.status === 401 || problem.status === 403;
    super(
      needsKey ? 'unauthorized' : 'refused',
      needsKey
        ? `${problem.detail} Give an admin key with --key or SUBLEDGER_API_KEY.`
        : `${problem.detail} (${problem.code})`,
    );
    this.problem = problem;
  }
}

/** A running ledger over HTTP, as an operator sees it. */
export class LedgerApi {
  readonly #connection: Connection;
  readonly #signal: AbortSignal;

  constructor(connection: Connection, signal: AbortSignal) {
    this.#connection = connection;
    this.#signal = signal;
  }

  /** The same ledger, for work that must be finished although the command is being stopped. */
  beyond(signal: AbortSignal): LedgerApi {
    return new LedgerApi(this.#connection, signal);
  }

  /** @throws Failure `unreachable`; `Refused`. */
  get = <T>(path: string): Promise<T> => this.#send<T>('GET', path);
  post = <T>(path: string, body: object = {}): Promise<T> => this.#send<T>('POST', path, body);
  delete = (path: string): Promise<null> => this.#send<null>('DELETE', path);

  /** The bytes that a path answers. */
  async bytes(path: string): Promise<Uint8Array> {
    const response = await this.#fetch('GET', path);
    if (!response.ok) throw new Refused(await problemOf(response));
    return response.bytes();
  }

  async #send<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await this.#fetch(method, path, body);
    if (response.status === 204) return null as T;
    if (!response.ok) throw new Refused(await problemOf(response));
    try {
      return (await response.json()) as T;
    } catch (error) {
      throw this.#notALedger(error);
    }
  }

  async #fetch(method: string, path: string, body?: object): Promise<Response> {
    const { url, apiKey } = this.#connection;
    try {
      return await fetch(`${url}${path}`, {
        method,
        headers: apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` },
        signal: AbortSignal.any([this.#signal, AbortSignal.timeout(REQUEST_LIMIT_MS)]),
        redirect: 'error',
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      if (this.#signal.aborted) throw error;
      throw new Failure(
        'unreachable',
        `No ledger answers at ${url} (${reasonOf(error)}). Start it with npm start, or say where it is with --url or SUBLEDGER_URL.`,
        { cause: error },
      );
    }
  }

  #notALedger(cause: unknown): Failure {
    const { url } = this.#connection;
    return new Failure('unreachable', `What answers at ${url} is no ledger.`, { cause });
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const told: unknown = await response.json().catch(() => null);
  const { code, detail } = (told ?? {}) as Partial<Record<keyof Problem, unknown>>;
  return {
    status: response.status,
    code: typeof code === 'string' ? code : `HTTP ${response.status}`,
    detail: typeof detail === 'string' ? detail : 'The ledger gave no reason.',
  };
}

/** `fetch failed` alone would help nobody. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  if (!(cause instanceof Error)) return message;
  return (cause as NodeJS.ErrnoException).code ?? cause.message;
}
