import { withTemporaryFolder } from '../../../cli/src/demo/temporary-folder.js';
import { warmUpOf } from '../ingest/run-ingest.js';
import { LAPS_OF_A_LOAD, type LoadResult, type LoadTask } from '../load/load-task.js';
import { accessPath, customersIn } from '../load/requests.js';
import { runLoad } from '../load/run-load.js';
import { madeLog } from '../log/log-cache.js';
import { inTurn } from '../measure/in-turn.js';
import { describeMachine } from '../measure/machine.js';
import { usageOf } from '../measure/process-usage.js';
import type { Narrator } from '../report/narrator.js';
import { startScript } from '../servers/contenders.js';
import { untilCaughtUp } from '../servers/caught-up.js';
import { copyLog, type RunningLedger, startLedger } from '../servers/ledger.js';
import { leaveTask } from '../servers/own-task.js';
import {
  CASES,
  type QueryCase,
  type QueryReport,
  type QueryRun,
  ratioToBare,
  summarizeCase,
} from './query-report.js';

export interface QueryOptions {
  readonly seconds: number;
  readonly connections: number;
  readonly runs: number;
  readonly seed: number;
  readonly events: number;
  readonly rate: number;
  readonly signal: AbortSignal;
  readonly narrator: Narrator;
}

/** Enough for a rate that is not meant to saturate the server. */
const WEBHOOK_CONNECTIONS = 16;

export const runQuery = (options: QueryOptions): Promise<QueryReport> =>
  withTemporaryFolder('subledger-bench-', async (folder) => {
    const { seconds, connections, runs: count, seed, events, rate, signal, narrator } = options;
    const machine = describeMachine();
    narrator.line(`A log of ${events} events`);
    copyLog(folder, await madeLog({ seed, events, signal }));
    const ledger = await startLedger({ folder, signal, isCold: true });
    try {
      narrator.line('The read models of it');
      await untilCaughtUp(ledger, { signal });
      const answer = await sampleAnswer(ledger, options);
      const runs: (readonly QueryRun[])[] = [];
      for (let run = 0; run < count; run += 1)
        runs.push(Object.values(await inTurn(casesOf(options, { ledger, answer, run }), run)));
      return {
        benchmark: 'query',
        machine,
        seconds,
        connections,
        seed,
        events,
        rate,
        answerBytes: Buffer.byteLength(answer),
        summary: CASES.map((name) => summarizeCase(name, runs.flat())),
        ratios: CASES.slice(0, 2).map((name) => ({ name, ratio: ratioToBare(name, runs) })),
        runs,
      };
    } finally {
      await ledger.process.stop();
    }
  });

/** One complete answer, for the bare route to return. */
async function sampleAnswer(
  { api }: RunningLedger,
  { seed, events }: QueryOptions,
): Promise<string> {
  const [customer = ''] = customersIn(seed, events);
  return JSON.stringify(await api.get<object>(accessPath(customer)));
}

type Cases = Readonly<Record<QueryCase, () => Promise<QueryRun>>>;

interface Stage {
  readonly ledger: RunningLedger;
  readonly answer: string;
  readonly run: number;
}

const casesOf = (options: QueryOptions, { ledger, answer, run }: Stage): Cases => ({
  'ledger, idle': () => askLedger(options, ledger, 'ledger, idle', {}),
  'ledger, while ingesting': () =>
    askLedger(options, ledger, 'ledger, while ingesting', {
      webhooks: {
        secret: ledger.secret,
        connections: WEBHOOK_CONNECTIONS,
        perSecond: options.rate,
        firstLap: (run + 1) * LAPS_OF_A_LOAD,
      },
    }),
  'bare Fastify': () => askBare(options, answer),
});

async function askLedger(
  options: QueryOptions,
  ledger: RunningLedger,
  name: QueryCase,
  more: Pick<LoadTask, 'webhooks'>,
): Promise<QueryRun> {
  options.narrator.line(name);
  const { url, apiKey } = ledger;
  const run = await measured(options, name, ledger.process.pid, { url, apiKey, ...more });
  await untilCaughtUp(ledger, options);
  return run;
}

const askBare = (options: QueryOptions, answer: string): Promise<QueryRun> =>
  withTemporaryFolder('subledger-bench-', async (folder) => {
    options.narrator.line('bare Fastify');
    leaveTask(folder, { answer });
    const { signal } = options;
    const { ledger: server, url } = await startScript('./bare-fastify.js', { folder, signal });
    try {
      return await measured(options, 'bare Fastify', server.pid, { url });
    } finally {
      await server.stop();
    }
  });

async function measured(
  { seconds, connections, seed, events, signal }: QueryOptions,
  name: QueryCase,
  pid: number,
  more: Pick<LoadTask, 'url' | 'apiKey' | 'webhooks'>,
): Promise<QueryRun> {
  const before = usageOf(pid);
  const load: LoadResult = await runLoad(
    {
      seconds,
      warmUpSeconds: warmUpOf(seconds),
      seed,
      questions: { connections, perSecond: null, events },
      ...more,
    },
    signal,
  );
  const { cpuSeconds, peakBytes } = usageOf(pid);
  return { name, load, cpuSeconds: cpuSeconds - before.cpuSeconds, peakBytes };
}
