import type { Configuration, KeptSecrets } from '@subledger/configuration';
import { dataFiles } from '@subledger/configuration/files';

/** An id that no page of the documentation uses elsewhere: its guides are followed on the same ledger. */
const CUSTOMER = 'mia';
const PROFILE = '4e8c1d72-90b5-4c1a-8f3e-2a7d5b6c9e04';
const DAY_MS = 86_400_000;

/** An instant as Adapty writes one (page "Webhook event types and fields"). */
const adaptyTime = (epochMs: number): string =>
  new Date(epochMs).toISOString().replace(/\.(\d{3})Z$/, '.$1000+0000');

/** A purchase made just now that lasts for thirty days. */
function exampleBody(nowMs: number): string {
  const [boughtAt, endsAt] = [adaptyTime(nowMs), adaptyTime(nowMs + 30 * DAY_MS)];
  return JSON.stringify({
    profile_id: PROFILE,
    customer_user_id: CUSTOMER,
    event_type: 'subscription_started',
    event_datetime: boughtAt,
    event_properties: {
      profile_event_id: '9d2f6a18-3c7b-4e51-b0a4-6f8e1c5d7a23',
      event_datetime: boughtAt,
      profile_id: PROFILE,
      environment: 'Production',
      store: 'app_store',
      vendor_product_id: 'pro.monthly',
      transaction_id: '5000',
      original_transaction_id: '5000',
      purchase_date: boughtAt,
      original_purchase_date: boughtAt,
      subscription_expires_at: endsAt,
      consecutive_payments: 1,
      currency: 'USD',
      price_usd: 9.99,
      price_local: 9.99,
    },
    event_api_version: 1,
  });
}

const LABELS: Readonly<Record<keyof KeptSecrets, string>> = {
  productionSecret: 'Authorization for production webhooks',
  sandboxSecret: 'Authorization for sandbox webhooks   ',
  readKey: 'API key, scope read                  ',
  adminKey: 'API key, scope admin                 ',
};

/** The secrets that were just generated: this is the only time they are shown. */
export function describeSecrets(justMade: KeptSecrets, { dataDir }: Configuration): string {
  const lines = (Object.keys(LABELS) as (keyof KeptSecrets)[])
    .filter((kind) => justMade[kind] !== undefined)
    .map((kind) => `  ${LABELS[kind]}  ${justMade[kind] ?? ''}`);
  const file = dataFiles(dataDir).secrets;
  return `Generated just now, shown only this once, and kept in ${file}:\n${lines.join('\n')}\n`;
}

/**
 * A webhook and the query about it, to paste; empty if the secrets are the operator's own. The query waits until
 * the event is projected, so that both may be pasted at once.
 */
export function describeFirstCalls(justMade: KeptSecrets, url: string, nowMs: number): string {
  const { productionSecret, readKey } = justMade;
  if (productionSecret === undefined || readKey === undefined) return '';
  return `Try it:

curl -X POST ${url}/webhooks/adapty/production -H 'Content-Type: application/json' -H 'Authorization: ${productionSecret}' -d '${exampleBody(nowMs)}'

curl '${url}/v1/customers/${CUSTOMER}?environment=production&minPosition=1' -H 'Authorization: Bearer ${readKey}'
`;
}
