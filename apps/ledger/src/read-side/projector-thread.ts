import type { Configuration } from '@subledger/configuration';
import { entryBeside } from '@subledger/event-store';
// Only a type: the import makes the compiler include the thread's file in the build.
import type { ProjectorThreadData } from './projector-entry.js';

/** The file that the projector's thread runs, and what it is given. */
export function projectorThread(configuration: Configuration): {
  readonly entry: URL;
  readonly workerData: ProjectorThreadData;
} {
  return {
    entry: entryBeside(import.meta.url, 'projector-entry'),
    workerData: {
      dataDir: configuration.dataDir,
      eventNames: configuration.eventNames,
      eventStoreUrl: configuration.eventStoreUrl,
      readModelUrl: configuration.readModelUrl,
      otlpEndpoint: configuration.otlpEndpoint,
      otlpHeaders: configuration.otlpHeaders,
      traceSamplePercent: configuration.traceSamplePercent,
    },
  };
}
