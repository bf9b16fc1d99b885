import { setTimeout as wait } from 'node:timers/promises';
import { startBuiltLedger } from '../../apps/ledger/test/built-ledger.js';
import { ADMIN_KEY, PRODUCTION_SECRET } from '../../apps/ledger/test/running-ledger.js';
import { until } from '../../apps/ledger/test/operator.js';
import { campaign, type CampaignOptions, type CampaignResult } from './campaign.js';
import type { Keys } from './hostile-request.js';

export interface AttackResult extends CampaignResult {
  /** What is wrong with the ledger after the last request; empty if all is well. */
  readonly aftermath: readonly string[];
}

/** The progress of one projection, from `GET /v1/projections`. */
interface Progress {
  readonly position: string | null;
}

const READY_LIMIT_MS = 60_000;

/** A campaign against the built ledger in its own process, which must be as healthy afterwards as before. */
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
  // The projections have applied everything recorded: none stands still.
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
 * Records a first webhook and waits until every read model has applied it. Until then queries are rightly answered
 * 503, and on a busy machine that may last beyond the first requests: after this, any such answer is a finding.
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

/** Null once the ledger is ready, otherwise what it says instead. */
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

/** Log lines of level error and above, and whatever Node itself prints. */
const linesOf = (output: string): readonly string[] =>
  output.split('\n').filter((line) => line !== '' && !line.startsWith('Subledger listens on '));
