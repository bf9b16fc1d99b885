import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfiguration } from '@subledger/configuration';
import type { Position } from '@subledger/domain';
import { openEventStoreDb, openSqliteEventStore, type RecordedEvent } from '@subledger/event-store';
import { createLedger, type Ledger, type LedgerOptions } from '../src/ledger.js';

export const PRODUCTION_SECRET = 'the production secret with spaces';
export const SANDBOX_SECRET = 'sandbox-secret';
export const READ_KEY = 'a-read-key';
export const ADMIN_KEY = 'an-admin-key';

export interface RunningLedger extends Ledger {
  readonly dataDir: string;
  /** What it was started with: another one with the same has the same log and read models. */
  readonly env: Readonly<Record<string, string>>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

/** A real server on a free port, with a real log in a folder of its own. */
export async function runLedger(
  env: Record<string, string> = {},
  options: LedgerOptions = {},
): Promise<RunningLedger> {
  const dataDir = mkdtempSync(join(tmpdir(), 'subledger-ledger-'));
  const removeFolder = (): void => {
    rmSync(dataDir, { recursive: true });
  };
  const ledger = await createLedger(configure(dataDir, env), options).catch((error: unknown) => {
    removeFolder();
    throw error;
  });
  const remove = async (): Promise<void> => {
    await ledger.close();
    removeFolder();
  };
  return { ...ledger, dataDir, env: { DATA_DIR: dataDir, ...env }, remove };
}

export const configure = (dataDir: string, env: Record<string, string> = {}) =>
  loadConfiguration({
    PORT: '0',
    DATA_DIR: dataDir,
    ADAPTY_PRODUCTION_SECRETS: `an-older-secret,${PRODUCTION_SECRET}`,
    ADAPTY_SANDBOX_SECRETS: SANDBOX_SECRET,
    API_KEYS: `${READ_KEY},${ADMIN_KEY}:admin`,
    LOG_LEVEL: 'silent',
    ...env,
  });

/** Everything in the log behind `after`, read beside the running server as another process would. */
export async function recordedEvents(
  { dataDir, env = {} }: Pick<RunningLedger, 'dataDir'> & Partial<Pick<RunningLedger, 'env'>>,
  after?: Position,
): Promise<RecordedEvent[]> {
  const url = env.EVENT_STORE_URL;
  const store =
    url === undefined
      ? await openSqliteEventStore({ file: join(dataDir, 'log.sqlite'), readOnly: true })
      : await openEventStoreDb({ url });
  try {
    const events: RecordedEvent[] = [];
    for await (const event of store.readLog(after === undefined ? {} : { after }))
      events.push(event);
    return events;
  } finally {
    await store.close();
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** Posts a webhook: an object as JSON, a text or bytes as they are. */
export async function deliver(
  ledger: Pick<Ledger, 'url'>,
  body: object | string | Uint8Array,
  { environment = 'production', headers = {} }: DeliverOptions = {},
): Promise<Answer> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(`${ledger.url}/webhooks/adapty/${environment}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Authorization: environment === 'sandbox' ? SANDBOX_SECRET : PRODUCTION_SECRET,
      ...headers,
    },
    body: isRaw ? (body as NonNullable<RequestInit['body']>) : JSON.stringify(body),
  });
  return answerOf(response);
}

export interface DeliverOptions {
  readonly environment?: string;
  readonly headers?: Record<string, string>;
}

export async function answerOf(response: Response): Promise<Answer> {
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body };
}

export async function ask(
  ledger: Pick<Ledger, 'url'>,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return answerOf(await fetch(`${ledger.url}${path}`, { headers }));
}
