import type { StatusAnswer } from '@subledger/queries';
import type { OfClocks } from './clocks.js';
import type { LedgerApi } from './ledger-api.js';
import { customerPath, withQuery } from './paths.js';

/** The state of a customer. @throws Failure as `LedgerApi.get`. */
export const askStatus = (
  api: LedgerApi,
  customer: string,
  { at, knownAt, environment }: OfClocks,
): Promise<StatusAnswer> =>
  api.get<StatusAnswer>(withQuery(customerPath(customer), { at, knownAt, environment }), [
    'state',
    'accessLevels',
    'subscriptions',
    'purchases',
    'revenue',
    'findings',
    'profiles',
  ]);
