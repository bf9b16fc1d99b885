import type { Configuration } from '@subledger/configuration';
import { dataFiles } from '@subledger/configuration/files';
import { type EventStore, openEventStoreDb, openSqliteEventStore } from '@subledger/event-store';

/** The part of the configuration that says which log to open, and whether to write to it. */
export type StoreConfiguration = Pick<Configuration, 'dataDir' | 'eventStoreUrl' | 'roles'>;

export type OpenEventStore = (configuration: StoreConfiguration) => Promise<EventStore>;

/**
 * The log in EventStoreDB, or in one file of the data folder. Only one process writes to the file; a process that
 * records nothing only reads it, on the same machine.
 */
export const openConfiguredStore: OpenEventStore = ({ dataDir, eventStoreUrl, roles }) =>
  eventStoreUrl === null
    ? openSqliteEventStore({
        file: dataFiles(dataDir).log,
        readOnly: !roles.includes('ingest'),
      })
    : openEventStoreDb({ url: eventStoreUrl });
