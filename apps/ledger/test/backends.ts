import { WireServer } from '../../../libs/event-store/test/wire-server/wire-server.js';
import { startPostgres } from '../../../libs/read-models/test/postgres.js';
import type { LedgerOptions } from '../src/ledger.js';
import { type RunningLedger, runLedger } from './running-ledger.js';

/** A server that a ledger may use instead of a file, and the variables that tell it so. */
interface Backend {
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

const BROUGHT = process.env.EVENTSTORE_TEST_URL ?? '';

/** What a run puts into its labels: the log of a server that was brought may hold those of earlier runs. */
export const RUN = BROUGHT === '' ? '' : `-${Date.now().toString(36)}`;

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

/** A real server over real backends of its own, which go with it. */
export async function runLedgerOver(
  pair: Pair,
  env: Record<string, string> = {},
  options: LedgerOptions = {},
): Promise<RunningLedger> {
  const backends = [await STORES[pair.store](), await READ_MODELS[pair.readModels]()];
  const variables = Object.assign({}, ...backends.map((backend) => backend.env)) as Backend['env'];
  const ledger = await runLedger({ ...variables, ...env }, options);
  const remove = async (): Promise<void> => {
    await ledger.remove();
    for (const backend of backends) await backend.remove();
  };
  return { ...ledger, remove };
}
