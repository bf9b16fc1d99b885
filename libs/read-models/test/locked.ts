import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';

const LIMIT_MS = 20_000;
const POLL_MS = 5;

/** A statement that waits, and the application that sent it. */
export interface Waiting {
  readonly application: string;
  readonly statement: string;
}

/** Rows or a table that whoever writes them has to wait for. */
export interface Locked {
  /** Who waits, once somebody does; at most for twenty seconds. */
  waiting(): Promise<Waiting>;
  release(): Promise<void>;
}

/** Carries out a statement that takes locks, in a connection of its own, and keeps them. */
export async function locked(url: string, statement: string): Promise<Locked> {
  const client = new Client({ connectionString: url });
  // A test that fails leaves it to the server's end.
  client.on('error', () => undefined);
  await client.connect();
  await client.query('BEGIN');
  await client.query(statement);
  const findWaiting = async (): Promise<Waiting | undefined> => {
    // Within a transaction the server goes on listing the connections of the first look.
    await client.query('SELECT pg_stat_clear_snapshot()');
    const { rows } = await client.query<Waiting>(
      `SELECT application_name AS application, query AS statement FROM pg_stat_activity
       WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))`,
    );
    return rows[0];
  };
  return {
    waiting: async () => {
      const deadline = performance.now() + LIMIT_MS;
      for (;;) {
        const found = await findWaiting();
        if (found !== undefined) return found;
        if (performance.now() > deadline) throw new Error(`Nobody waits for: ${statement}`);
        await wait(POLL_MS);
      }
    },
    release: () => client.end(),
  };
}
