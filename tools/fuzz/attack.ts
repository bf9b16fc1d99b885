import { setTimeout as wait } from 'node:timers/promises';
import { startBuiltLedger } from '../../apps/ledger/test/built-ledger.js';
import { ADMIN_KEY, PRODUCTION_SECRET } from '../../apps/ledger/test/running-ledger.js';
import { until } from '../../apps/ledger/test/operator.js';
import { campaign, type CampaignOptions, type CampaignResult } from './campaign.js';
import type { Keys } from './hostile-request.js';

export interface AttackResult extends CampaignResult {
  /** What is wrong with the ledger after the last request; nothing where all is well. */
  readonly aftermath: readonly string[];
}

/** What `GET /v1/projections` says of one. */
interface Progress {
  readonly position: string | null;
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
  await beginReadModels(url, keys);
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

/**
 * Has a first webhook recorded and taken in everywhere. Until then questions are rightly answered 503, and on a busy
 * machine that may outlast the first requests: after this, whoever is answered so is a finding.
 */
async function beginReadModels(url: string, keys: Keys): Promise<void> {
  const asAdmin = { headers: { authorization: `Bearer ${keys.admin}` } };
  const recorded = await fetch(`${url}/webhooks/adapty/production`, {
    method: 'POST',
    headers: { authorization: keys.webhooks },
    body: '{"event_type":"first of all"}',
  });
  if (!recorded.ok) throw new Error(`The first webhook was answered ${recorded.status}.`);
  await until(async () => {
    const response = await fetch(`${url}/v1/projections`, asAdmin);
    const { items } = (await response.json()) as { readonly items: readonly Progress[] };
    return items.length > 0 && items.every(({ position }) => position !== null);
  });
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
