import type { Connection } from '@subledger/configuration';
import { Failure } from '../terminal/failure.js';
import { type Problem, Refused } from './refused.js';

export { Refused } from './refused.js';

/** Longer than a promotion may take on the server. */
const REQUEST_LIMIT_MS = 60_000;

type MembersOf<T> = readonly (string & keyof T)[];

/** A running ledger over HTTP, as an operator sees it. */
export class LedgerApi {
  readonly #connection: Connection;
  readonly #signal: AbortSignal;
  readonly #options: readonly string[];

  /** @param options that were given, by which a refusal names what is wrong. */
  constructor(connection: Connection, signal: AbortSignal, options: readonly string[] = []) {
    this.#connection = connection;
    this.#signal = signal;
    this.#options = options;
  }

  /** The same ledger, for work that must be finished although the command is being stopped. */
  beyond(signal: AbortSignal): LedgerApi {
    return new LedgerApi(this.#connection, signal, this.#options);
  }

  /**
   * @param members that a ledger's answer must have.
   * @throws Failure `unreachable`; `Refused`.
   */
  async get<T extends object>(path: string, members: MembersOf<T> = []): Promise<T> {
    return this.#told<T>(await this.#send('GET', path), members);
  }

  /** As `get`. */
  async post<T extends object>(
    path: string,
    body: object = {},
    members: MembersOf<T> = [],
    headers: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    return this.#told<T>(await this.#send('POST', path, { body, headers }), members);
  }

  /** @throws Failure as `get`. */
  async delete(path: string): Promise<void> {
    const response = await this.#send('DELETE', path);
    await response.bytes();
  }

  /** The bytes that a path returns. */
  async bytes(path: string): Promise<Uint8Array> {
    const response = await this.#send('GET', path);
    return response.bytes();
  }

  /** The text that a path answers, `POST`ed to where that is asked for. */
  async text(path: string, method: 'GET' | 'POST' = 'GET'): Promise<string> {
    const response = await this.#send(method, path);
    return response.text();
  }

  /** What a path answers, as it comes: however long that takes. @throws Failure also while it is read. */
  async *chunks(path: string): AsyncGenerator<Uint8Array> {
    const { body } = await this.#send('GET', path, { isEndless: true });
    try {
      if (body !== null) yield* body;
    } catch (error) {
      if (this.#signal.aborted) throw error;
      const why = `The answer broke off and is incomplete (${reasonOf(error)}).`;
      throw new Failure('unreachable', why, { cause: error });
    }
  }

  async #send(method: string, path: string, request: Request = {}): Promise<Response> {
    const response = await this.#fetch(method, path, request);
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (problem === null) throw this.#notALedger(response.status, ` (HTTP ${response.status})`);
    const hasKey = this.#connection.apiKey !== undefined;
    throw new Refused(problem, { hasKey, options: this.#options });
  }

  /** Any other server may be at the address and answer in JSON. */
  async #told<T extends object>(response: Response, members: MembersOf<T>): Promise<T> {
    let told: unknown;
    try {
      told = await response.json();
    } catch (error) {
      throw this.#notALedger(error);
    }
    if (hasMembers<T>(told, members)) return told;
    throw this.#notALedger(told);
  }

  async #fetch(
    method: string,
    path: string,
    { body, headers = {}, isEndless = false }: Request,
  ): Promise<Response> {
    const { url, apiKey } = this.#connection;
    assertKept(path);
    const limit = new AbortController();
    const timer = setTimeout(() => {
      limit.abort(new Error(`no answer within ${REQUEST_LIMIT_MS / 1_000} s`));
    }, REQUEST_LIMIT_MS).unref();
    try {
      return await fetch(`${url}${path}`, {
        method,
        headers: {
          ...headers,
          ...(apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` }),
        },
        signal: AbortSignal.any([this.#signal, limit.signal]),
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
    } finally {
      if (isEndless) clearTimeout(timer);
    }
  }

  #notALedger(cause: unknown, how = ''): Failure {
    const { url } = this.#connection;
    return new Failure('unreachable', `The server at ${url} is not a ledger${how}.`, { cause });
  }
}

interface Request {
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether only the beginning of the answer is limited in time. */
  readonly isEndless?: boolean;
}

/**
 * Whoever reads an address takes `.` and `..` for steps in it, percent-encoded too: to rebuild the customer `..` is to ask
 * the address that rebuilds all of them.
 */
function assertKept(path: string): void {
  const [address = ''] = path.split('?', 1);
  const parts = address.split('/').slice(1);
  for (const [place, part] of parts.entries()) {
    if (part === '') throw new Failure('unexpected', 'An id must not be empty.');
    if (part !== '.' && part !== '..') continue;
    const why = `The id ${JSON.stringify(part)} cannot be part of an address: it would lead to another one.`;
    const instead = ` subledger events --customer ${part} shows the profiles of such a customer.`;
    throw new Failure('unexpected', `${why}${parts[place - 1] === 'customers' ? instead : ''}`);
  }
}

const hasMembers = <T extends object>(told: unknown, members: MembersOf<T>): told is T =>
  typeof told === 'object' &&
  told !== null &&
  !Array.isArray(told) &&
  members.every((member) => Object.hasOwn(told, member));

/** Null where it is no ledger's: each of theirs has a code and a sentence. */
async function problemOf(response: Response): Promise<Problem | null> {
  const told: unknown = await response.json().catch(() => null);
  const { code, detail } = (told ?? {}) as Partial<Record<keyof Problem, unknown>>;
  if (typeof code !== 'string' || typeof detail !== 'string') return null;
  const retryAfter = Number(response.headers.get('Retry-After') ?? NaN);
  return {
    status: response.status,
    code,
    detail,
    ...(retryAfter >= 0 ? { retryAfterMs: retryAfter * 1_000 } : {}),
  };
}

/** The cause, because `fetch failed` alone would help nobody. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  if (!(cause instanceof Error)) return message;
  return (cause as NodeJS.ErrnoException).code ?? cause.message;
}
