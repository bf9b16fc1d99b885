import { describeApi } from '../../apps/ledger/src/openapi/openapi.js';
import { ofRunningLedger } from './running.js';

/** `docs/reference/openapi.json`, as a running ledger serves it: for generating clients without a ledger. */
export async function openapiFile(): Promise<string> {
  return JSON.stringify(await ofRunningLedger(({ app }) => describeApi(app)));
}
