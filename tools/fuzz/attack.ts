import { setTimeout as wait } from 'node:timers/promises';
import { startBuiltLedger } from '../../apps/ledger/test/built-ledger.js';
import { ADMIN_KEY, PRODUCTION_SECRET } from '../../apps/ledger/test/running-ledger.js';
import { campaign, type CampaignOptions, type CampaignResult } from './campaign.js';

export interface AttackResult extends CampaignResult {
  /** What is wrong with the ledger after the last request; nothing where all is well. */
  readonly aftermath: readonly string[];
}

const READY_LIMIT_MS = 60_000;

/** A campaign against the built ledger in a process of its own, which must be as well afterwards as before. */
export async function attackBuiltLedger(
  dataDir: string,
  options: Pick<CampaignOptions, 'seed' | 'cases'>,
): Promise<AttackResult> {
  const ledger = await startBuiltLedger(dataDir, {
    LOG_LEVEL: 'error',
    API_KEYS: `${ADMIN_KEY}:admin`,
  });
  const { url } = ledger;
  const keys = { admin: ADMIN_KEY, webhooks: PRODUCTION_SECRET };
  const result = await campaign({ ...options, url, keys });
  // The projections have taken in whatever was recorded: none stands still at it.
  const isReady = await readyInTime(url);
  const code = await ledger.stop();
  const logged = linesOf(ledger.output());
  const aftermath = [
    ...(isReady === null ? [] : [isReady]),
    ...(code === 0 ? [] : [`it ended with ${code ?? 'a signal'}`]),
    ...logged.map((line) => `it printed ${line}`),
  ];
  return { ...result, aftermath };
}

/** Null once the ledger is ready, else what it says instead. */
async function readyInTime(url: string): Promise<string | null> {
  const deadline = performance.now() + READY_LIMIT_MS;
  for (;;) {
    const said = await fetch(`${url}/health/ready`).then(
      async (response) => (response.ok ? null : await response.text()),
      (error: unknown) => `it does not answer: ${String(error)}`,
    );
    if (said === null || performance.now() > deadline) return said;
    await wait(50);
  }
}

/** Log lines of level error and above, and whatever Node prints of its own. */
const linesOf = (output: string): readonly string[] =>
  output.split('\n').filter((line) => line !== '' && !line.startsWith('Subledger listens on '));
