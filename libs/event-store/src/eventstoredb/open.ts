import type { EventStoreDb, EventStoreDbOptions } from './event-store-db.js';

/**
 * The log of a server, which need not be there yet: until it is, every operation rejects with `store-unavailable`. Its
 * client is loaded no sooner: most ledgers need none, and each of their threads would start a tenth of a second later
 * for it.
 *
 * @throws LedgerError `invalid-configuration`
 */
export async function openEventStoreDb(options: EventStoreDbOptions): Promise<EventStoreDb> {
  const module = await import('./event-store-db.js');
  return new module.EventStoreDb(options);
}
