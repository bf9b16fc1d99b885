import { withTemporaryFolder } from '../../../cli/src/demo/temporary-folder.js';
import { runLoad } from '../load/run-load.js';
import { inTurn } from '../measure/in-turn.js';
import { describeMachine } from '../measure/machine.js';
import type { Narrator } from '../report/narrator.js';
import { type Contender, CONTENDERS, startContender } from '../servers/contenders.js';
import { type IngestReport, type IngestRun, ratioOf, summarizeContender } from './ingest-report.js';

export interface IngestOptions {
  readonly seconds: number;
  readonly connections: number;
  readonly runs: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly narrator: Narrator;
}

/** Long enough for the JIT; a fifth of a short measurement. */
const LONGEST_WARM_UP_SECONDS = 3;
export const warmUpOf = (seconds: number): number => Math.min(LONGEST_WARM_UP_SECONDS, seconds / 5);

const LEDGERS = ['ledger', 'ledger, recording only'] as const satisfies readonly Contender[];
const OTHERS = ['bare node:http', 'Express + PostgreSQL'] as const satisfies readonly Contender[];

/** All contenders in turn, again and again. */
export async function runIngest(options: IngestOptions): Promise<IngestReport> {
  const machine = describeMachine();
  const runs: (readonly IngestRun[])[] = [];
  for (let run = 0; run < options.runs; run += 1) {
    const parts = Object.fromEntries(
      CONTENDERS.map((name) => [name, () => measureContender(options, name, run)]),
    ) as Record<Contender, () => Promise<IngestRun>>;
    runs.push(Object.values(await inTurn(parts, run)));
  }
  return {
    benchmark: 'ingest',
    machine,
    seconds: options.seconds,
    connections: options.connections,
    seed: options.seed,
    summary: CONTENDERS.map((name) => summarizeContender(name, runs.flat())),
    ratios: OTHERS.flatMap((to) => LEDGERS.map((of) => ratioOf(of, to, runs))),
    runs,
  };
}

const measureContender = (
  { seconds, connections, seed, signal, narrator }: IngestOptions,
  contender: Contender,
  run: number,
): Promise<IngestRun> =>
  withTemporaryFolder('subledger-bench-', async (folder) => {
    narrator.line(`Run ${run + 1}: ${contender}`);
    const server = await startContender(contender, { folder, signal });
    try {
      const before = server.usage();
      const { webhooks, clientCores } = await runLoad(
        {
          url: server.url,
          seconds,
          warmUpSeconds: warmUpOf(seconds),
          seed,
          webhooks: { secret: server.secret, connections, perSecond: null },
        },
        signal,
      );
      if (webhooks?.lastAcceptedAt == null)
        throw new Error(`${contender} accepted nothing: ${webhooks?.firstRefusal ?? 'no answers'}`);
      await server.settle();
      const lagSeconds = (Date.now() - webhooks.lastAcceptedAt) / 1000;
      const { cpuSeconds, peakBytes } = server.usage();
      return {
        contender,
        load: webhooks,
        cpuSeconds: cpuSeconds - before.cpuSeconds,
        peakBytes,
        lagSeconds: contender === 'ledger' ? lagSeconds : null,
        clientCores,
      };
    } finally {
      await server.stop();
    }
  });
