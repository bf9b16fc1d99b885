import type { Configuration } from '@subledger/configuration';
import { dataFiles } from '@subledger/configuration/files';
import { BulkLoader, type BulkParts } from '@subledger/projections';

/** Where log and read models are files of this machine, a long log can be loaded at once. */
export const bulkLoaderOf = (
  parts: Pick<BulkParts, 'store' | 'readModels' | 'now'>,
  {
    dataDir,
    eventNames,
    eventStoreUrl,
    readModelUrl,
  }: Pick<Configuration, 'dataDir' | 'eventNames' | 'eventStoreUrl' | 'readModelUrl'>,
): { readonly bulk?: BulkLoader } =>
  eventStoreUrl === null && readModelUrl === null
    ? {
        bulk: new BulkLoader({ ...parts, logFile: dataFiles(dataDir).log, names: eventNames }),
      }
    : {};
