import type { EventStore } from '../../src/index.js';

/** What an adapter brings to the suite. */
export interface ContractAdapter {
  /** A store on the adapter's log, which may hold events of earlier tests and earlier runs. */
  readonly open: () => Promise<EventStore>;
  /** The same log after whatever keeps it was stopped and started again. */
  readonly restart: (store: EventStore) => Promise<EventStore>;
  /** The limit that the opened stores were given. */
  readonly maxEventBytes: number;
}
