import { extname } from 'node:path';
import type { Configuration } from '@subledger/configuration';
// Its type alone: the import tells the compiler that the thread's file belongs to what it builds.
import type { ProjectorThreadData } from './projector-entry.js';

/** The file that the projector's thread runs, and what it is given. */
export function projectorThread(configuration: Configuration): {
  readonly entry: URL;
  readonly workerData: ProjectorThreadData;
} {
  return {
    // Beside this file, and as it is: the built JavaScript, or the TypeScript source.
    entry: new URL(`./projector-entry${extname(import.meta.url)}`, import.meta.url),
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
