import { describe } from '@jest/globals';
import type { EventStore } from '../src/index.js';
import { describeAppend } from './contract/append.js';
import { describeIdempotency } from './contract/idempotency.js';
import { describeLifecycle } from './contract/lifecycle.js';
import { describeRead } from './contract/read.js';
import { describeSubscribe } from './contract/subscribe.js';

/** What an adapter brings to the suite. */
export interface ContractAdapter {
  /** A store on the adapter's log, which may hold events of earlier tests and earlier runs. */
  readonly open: () => Promise<EventStore>;
  /** The same log after whatever keeps it was stopped and started again. */
  readonly restart: (store: EventStore) => Promise<EventStore>;
  /** The limit that the opened stores were given. */
  readonly maxEventBytes: number;
}

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
