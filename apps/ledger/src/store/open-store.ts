import type { Configuration } from '@subledger/configuration';
import { dataFiles } from '@subledger/configuration/files';
import { type EventStore, openEventStoreDb, openSqliteEventStore } from '@subledger/event-store';

/** As much of the configuration as tells which log, and whether to write to it. */
export type StoreConfiguration = Pick<Configuration, 'dataDir' | 'eventStoreUrl' | 'roles'>;

export type OpenEventStore = (configuration: StoreConfiguration) => Promise<EventStore>;

/**
 * The log in EventStoreDB, or in one file of the data folder. One process writes to the file: one that records
 * nothing reads beside it, on the same machine.
 */
export const openConfiguredStore: OpenEventStore = ({ dataDir, eventStoreUrl, roles }) =>
  eventStoreUrl === null
    ? openSqliteEventStore({
        file: dataFiles(dataDir).log,
        readOnly: !roles.includes('ingest'),
      })
    : openEventStoreDb({ url: eventStoreUrl });
