import type { EventStoreDb, EventStoreDbOptions } from './event-store-db.js';

/**
 * Opens the log of a server. Its client is loaded no sooner: most ledgers need none, and each of their threads would
 * start a tenth of a second later for it.
 *
 * @throws LedgerError `invalid-configuration`
 */
export async function openEventStoreDb(options: EventStoreDbOptions): Promise<EventStoreDb> {
  const eventStoreDb = await import('./event-store-db.js');
  return eventStoreDb.openEventStoreDb(options);
}
