import type { EventStoreDb, EventStoreDbOptions } from './event-store-db.js';

/**
 * The log on a server, which need not be up yet: until it is, every operation rejects with `store-unavailable`.
 * Its client is loaded only here: most ledgers need none, and it would delay the start of each of their threads by
 * a tenth of a second.
 *
 * @throws LedgerError `invalid-configuration`
 */
export async function openEventStoreDb(options: EventStoreDbOptions): Promise<EventStoreDb> {
  const module = await import('./event-store-db.js');
  return new module.EventStoreDb(options);
}
