import { setTimeout as wait } from 'node:timers/promises';
import { type Instant, isInstant, later, shift } from '@subledger/domain';
import { WireServer } from '../../../libs/event-store/test/wire-server/wire-server.js';
import { startPostgres } from '../../../libs/read-models/test/postgres.js';
import type { LedgerOptions } from '../src/ledger.js';
import { BROUGHT, RUN_DIGITS } from './brought.js';
import { ask, recordedEvents, type RunningLedger, runLedger } from './running-ledger.js';

/** As long as the tests over such a server may take. */
const READY_LIMIT_MS = 100_000;

/** A server that a ledger may use instead of a file, and the variables that tell it so. */
interface Backend {
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

const nothingToRemove = (): Promise<void> => Promise.resolve();

const inDataFolder = (): Promise<Backend> => Promise.resolve({ env: {}, remove: nothingToRemove });

const STORES = {
  sqlite: inDataFolder,
  /** The server that the caller brings; else one of the tests that speaks the same protocol. */
  eventstoredb: async (): Promise<Backend> => {
    if (BROUGHT !== '') return { env: { EVENT_STORE_URL: BROUGHT }, remove: nothingToRemove };
    const server = await WireServer.open();
    return { env: { EVENT_STORE_URL: server.url }, remove: () => server.close() };
  },
} as const;

const READ_MODELS = {
  sqlite: inDataFolder,
  postgres: async (): Promise<Backend> => {
    const server = await startPostgres();
    const url = await server.createDatabase();
    return { env: { READ_MODEL_URL: url }, remove: () => server.remove() };
  },
} as const;

/** An event store and a database of read models. */
export interface Pair {
  readonly store: keyof typeof STORES;
  readonly readModels: keyof typeof READ_MODELS;
}

export const ALL_PAIRS: readonly Pair[] = [
  { store: 'sqlite', readModels: 'sqlite' },
  { store: 'sqlite', readModels: 'postgres' },
  { store: 'eventstoredb', readModels: 'sqlite' },
  { store: 'eventstoredb', readModels: 'postgres' },
];

/** What makes a fixed text one of this run and pair: a server that was brought holds those of all pairs. */
export const digitsOf = ({ readModels }: Pair): string =>
  RUN_DIGITS === '' ? '' : `${RUN_DIGITS}${Object.keys(READ_MODELS).indexOf(readModels)}`;

/** A real server over real backends of its own, which go with it. */
export async function runLedgerOver(
  pair: Pair,
  env: Record<string, string> = {},
  options: LedgerOptions = {},
): Promise<RunningLedger> {
  const backends = [await STORES[pair.store](), await READ_MODELS[pair.readModels]()];
  const variables = Object.assign({}, ...backends.map((backend) => backend.env)) as Backend['env'];
  const ledger = await runLedger({ ...variables, ...env }, options);
  if (variables.EVENT_STORE_URL === BROUGHT) await untilReady(ledger);
  const remove = async (): Promise<void> => {
    await ledger.remove();
    for (const backend of backends) await backend.remove();
  };
  return { ...ledger, remove };
}

/** A server that was brought may hold a long log, which the read models take in first. */
async function untilReady(ledger: RunningLedger): Promise<void> {
  const deadline = performance.now() + READY_LIMIT_MS;
  while ((await ask(ledger, '/health/ready')).status !== 200) {
    if (performance.now() > deadline) throw new Error('The ledger did not come to be ready.');
    await wait(50);
  }
}

/** An instant later than everything that a ledger's log holds, and no earlier than the one given. */
export async function laterThanAll(ledger: RunningLedger, given: Instant): Promise<Instant> {
  const received = (await recordedEvents(ledger))
    .map(({ metadata }) => metadata.receivedAt ?? '')
    .filter(isInstant);
  return received.map((instant) => shift(instant, 1_000)).reduce(later, given);
}
