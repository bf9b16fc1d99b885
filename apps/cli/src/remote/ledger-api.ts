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

type MembersOf<T> = readonly (string & keyof T)[];

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

  /**
   * @param members of the answer, without which it is no ledger's.
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
  ): Promise<T> {
    return this.#told<T>(await this.#send('POST', path, body), members);
  }

  /** @throws Failure as `get`. */
  async delete(path: string): Promise<void> {
    const response = await this.#send('DELETE', path);
    await response.bytes();
  }

  /** The bytes that a path answers. */
  async bytes(path: string): Promise<Uint8Array> {
    const response = await this.#send('GET', path);
    return response.bytes();
  }

  async #send(method: string, path: string, body?: object): Promise<Response> {
    const response = await this.#fetch(method, path, body);
    if (!response.ok) throw new Refused(await problemOf(response));
    return response;
  }

  /** Any server may be at the address, and answer in JSON. */
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

const hasMembers = <T extends object>(told: unknown, members: MembersOf<T>): told is T =>
  typeof told === 'object' &&
  told !== null &&
  !Array.isArray(told) &&
  members.every((member) => Object.hasOwn(told, member));

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
