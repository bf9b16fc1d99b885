import { describe } from '@jest/globals';
import type { ContractAdapter } from './contract/adapter.js';
import { describeAppend } from './contract/append.js';
import { describeIdempotency } from './contract/idempotency.js';
import { describeLifecycle } from './contract/lifecycle.js';
import { describeRead } from './contract/read.js';
import { describeSubscribe } from './contract/subscribe.js';

export type { ContractAdapter };

/** The promises of the port, for every adapter alike. */
export function describeEventStoreContract(name: string, adapter: ContractAdapter): void {
  describe(`event store contract: ${name}`, () => {
    describeAppend(adapter);
    describeIdempotency(adapter);
    describeRead(adapter);
    describeSubscribe(adapter);
    describeLifecycle(adapter);
  });
}
