import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../../../../libs/read-models/test/postgres.js';
import { LedgerProcess } from '../../../cli/src/ledger/ledger-process.js';
import { addUsage, familyUsageOf, type ProcessUsage, usageOf } from '../measure/process-usage.js';
import { untilCaughtUp } from './caught-up.js';
import { startLedger } from './ledger.js';
import { leaveTask } from './own-task.js';

/** The servers that accept webhooks and are measured. */
export const CONTENDERS = [
  'ledger',
  'ledger, recording only',
  'bare node:http',
  'Express + PostgreSQL',
] as const;
export type Contender = (typeof CONTENDERS)[number];

export interface RunningContender {
  readonly url: string;
  readonly secret: string;
  readonly usage: () => ProcessUsage;
  /** Resolves once everything acknowledged is visible to queries. */
  readonly settle: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface Start {
  readonly folder: string;
  readonly signal: AbortSignal;
}

export const startContender = (name: Contender, start: Start): Promise<RunningContender> => {
  switch (name) {
    case 'ledger':
      return ledger(start);
    case 'ledger, recording only':
      return recordingOnly(start);
    case 'bare node:http':
      return bareHttp(start);
    case 'Express + PostgreSQL':
      return expressPostgres(start);
  }
};

async function ledger(start: Start): Promise<RunningContender> {
  const running = await startLedger(start);
  return {
    url: running.url,
    secret: running.secret,
    usage: () => usageOf(running.process.pid),
    settle: () => untilCaughtUp(running, start),
    stop: () => running.process.stop(),
  };
}

/** The difference is the cost of the read models, which other processes could feed and answer from. */
async function recordingOnly(start: Start): Promise<RunningContender> {
  const running = await startLedger({ ...start, env: { ROLES: 'ingest' } });
  return {
    url: running.url,
    secret: running.secret,
    usage: () => usageOf(running.process.pid),
    settle: () => Promise.resolve(),
    stop: () => running.process.stop(),
  };
}

async function bareHttp(start: Start): Promise<RunningContender> {
  const { ledger: server, url } = await startScript('./bare-http.js', start);
  return {
    url,
    secret: 'not-looked-at',
    usage: () => usageOf(server.pid),
    settle: () => Promise.resolve(),
    stop: () => server.stop(),
  };
}

/** With PostgreSQL's default settings, as durable as the ledger, over a Unix socket, which is faster than TCP. */
async function expressPostgres(start: Start): Promise<RunningContender> {
  const secret = randomBytes(24).toString('base64url');
  const postgres = await startPostgres([]);
  try {
    leaveTask(start.folder, { secret, databaseUrl: await postgres.createDatabase() });
    const { ledger: server, url } = await startScript('./express-postgres.js', start);
    return {
      url,
      secret,
      usage: () => addUsage(usageOf(server.pid), familyUsageOf(postgres.pid)),
      settle: () => Promise.resolve(),
      stop: async () => {
        await server.stop();
        await postgres.remove();
      },
    };
  } catch (error) {
    await postgres.remove();
    throw error;
  }
}

/** Every server is started and ended like the ledger. */
export const startScript = (script: string, { folder, signal }: Start) =>
  LedgerProcess.start({
    main: fileURLToPath(new URL(script, import.meta.url)),
    folder,
    env: {},
    signal,
  });
