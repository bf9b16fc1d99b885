import type { Configuration } from '@subledger/configuration';
import { dataFiles } from '@subledger/configuration/files';
import { BulkLoader, type BulkParts } from '@subledger/projections';

/** If log and read models are files on this machine, a long log can be bulk-loaded. */
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
