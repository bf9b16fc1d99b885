import { Kysely, PostgresDialect } from 'kysely';
import { Pool, type PoolClient, TypeOverrides, types } from 'pg';
import type { Tables } from '../tables.js';
import { connectionUrl } from './connection-url.js';

interface Use {
  readonly maxConnections: number;
  /** The longest wait for a connection, whether it is a new one or one that others use. */
  readonly waitMs: number;
  /** The longest that one statement may take; the connection is dropped a little later. */
  readonly statementTimeoutMs: number;
  /** An abandoned transaction ends after this time, so that a lost host does not hold locks for long. */
  readonly idleTransactionMs: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** All statements of one transaction see the same instant, and cannot write. */
const SNAPSHOTS = {
  default_transaction_isolation: 'repeatable read',
  default_transaction_read_only: 'on',
};

const USES = {
  write: {
    maxConnections: 6,
    waitMs: 5_000,
    statementTimeoutMs: 30_000,
    idleTransactionMs: 15_000,
    settings: { lock_timeout: '10000' },
  },
  read: {
    maxConnections: 8,
    waitMs: 5_000,
    statementTimeoutMs: 15_000,
    idleTransactionMs: 15_000,
    settings: SNAPSHOTS,
  },
  report: {
    maxConnections: 2,
    // Files are read in batches: beside other reports, each waits its turn.
    waitMs: 30_000,
    statementTimeoutMs: 120_000,
    idleTransactionMs: 60_000,
    settings: SNAPSHOTS,
  },
} satisfies Record<string, Use>;

const KEEP_ALIVE_DELAY_MS = 10_000;
const IDLE_CONNECTION_MS = 60_000;
const GRACE_MS = 5_000;

/** A bounded pool of connections; none is opened before it is needed. */
export function openPostgres(url: string, use: keyof typeof USES): Kysely<Tables> {
  const { maxConnections, waitMs, statementTimeoutMs, idleTransactionMs, settings } = USES[use];
  const pool = new Pool({
    connectionString: connectionUrl(url, settings),
    application_name: `subledger ${use}`,
    max: maxConnections,
    connectionTimeoutMillis: waitMs,
    idleTimeoutMillis: IDLE_CONNECTION_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + GRACE_MS,
    idle_in_transaction_session_timeout: idleTransactionMs,
    types: parsers,
  });
  // Without a listener, a connection lost between two statements would end the process. Its next user gets the
  // error.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    giveUpOnSilence(client);
  });
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

/** The driver's own message for an answer that did not come in time; the error has no code. */
const TIMED_OUT = 'Query read timeout';

/**
 * A server that has lost power or its network closes no connection, and the system needs a quarter of an hour to
 * notice. The driver would put such a connection back into the pool, and the next user would wait behind the
 * statement that hangs.
 */
function giveUpOnSilence(client: PoolClient): void {
  const query = client.query.bind(client) as (...told: unknown[]) => Promise<unknown>;
  const bounded = (...told: unknown[]): Promise<unknown> => {
    const answer = query(...told);
    answer.catch((error: unknown) => {
      // While a statement is running this does not say goodbye: it cuts the connection.
      if (error instanceof Error && error.message === TIMED_OUT) void client.end();
    });
    return answer;
  };
  client.query = bounded as typeof client.query;
}

const parsers = new TypeOverrides();
parsers.setTypeParser(types.builtins.INT8, exactNumber);

/** The driver returns 64-bit integers as text. Ours count rows and bytes: beyond 2^53 something is wrong. */
function exactNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new Error(`${text} is too large for a count.`);
  return number;
}
