import { randomBytes } from 'node:crypto';
import { constants, copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { dataFiles } from '@subledger/configuration/files';
import { BUILT_LEDGER, LedgerProcess } from '../../../cli/src/ledger/ledger-process.js';
import { listBuilds } from '../../../cli/src/remote/rebuilds.js';
import { LedgerApi } from '../../../cli/src/remote/ledger-api.js';
import { treeOf } from '../log/log-cache.js';

export interface RunningLedger {
  readonly process: LedgerProcess;
  readonly api: LedgerApi;
  readonly url: string;
  /** The `Authorization` of its production webhooks. */
  readonly secret: string;
  readonly apiKey: string;
}

export interface LedgerRequest {
  /** Its working directory; its data goes into a folder inside. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Do not wait until the read models have caught up. */
  readonly isCold?: boolean;
  /** Variables besides its keys and its data folder. */
  readonly env?: Readonly<Record<string, string>>;
}

export const dataOf = (folder: string): string => join(folder, 'data');
const logOf = (folder: string): string => dataFiles(dataOf(folder)).log;

/**
 * Puts a generated log in place of a ledger's own, with a copy of its tree of hashes. The ledger reads the log
 * where it is and appends nothing.
 */
export function lendLog(folder: string, log: string): void {
  mkdirSync(dataOf(folder), { recursive: true });
  symlinkSync(log, logOf(folder));
  copyFile(treeOf(log), treeOf(logOf(folder)));
}

/** Copies that a ledger may append to. */
export function copyLog(folder: string, log: string): void {
  mkdirSync(dataOf(folder), { recursive: true });
  copyFile(log, logOf(folder));
  copyFile(treeOf(log), treeOf(logOf(folder)));
}

const copyFile = (from: string, to: string): void => {
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
};

/** The built ledger with its default settings; only keys and the data folder are its own. */
export async function startLedger({
  folder,
  signal,
  isCold = false,
  env = {},
}: LedgerRequest): Promise<RunningLedger> {
  const [secret, apiKey] = [randomKey(), randomKey()];
  const { ledger, url } = await LedgerProcess.start({
    main: BUILT_LEDGER,
    folder,
    env: {
      DATA_DIR: dataOf(folder),
      ADAPTY_PRODUCTION_SECRETS: secret,
      ADAPTY_SANDBOX_SECRETS: randomKey(),
      API_KEYS: `${apiKey}:admin`,
      ...env,
    },
    signal,
    probe: isCold ? '/health/live' : '/health/ready',
  });
  const api = new LedgerApi({ url, apiKey }, signal);
  return { process: ledger, api, url, secret, apiKey };
}

const randomKey = (): string => randomBytes(24).toString('base64url');

/** The number of recorded events that the slowest live read model has not applied yet; null while one is missing. */
export async function lagOf({ api }: RunningLedger): Promise<number | null> {
  const builds = (await listBuilds(api)).filter(({ role }) => role === 'live');
  const stuck = builds.find(({ failure }) => failure !== null);
  if (stuck !== undefined)
    throw new Error(`${stuck.projection} stands still: ${stuck.failure?.reason ?? ''}`);
  const lags = builds.map(({ lag }) => lag.events);
  return lags.length === 0 || lags.includes(null) ? null : Math.max(...lags.map(Number));
}
