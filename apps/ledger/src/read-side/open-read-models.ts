import type { Configuration } from '@subledger/configuration';
import { dataFiles } from '@subledger/configuration/files';
import { openReadModels, type ReadModels } from '@subledger/read-models';

/** The read models in a PostgreSQL database, or in one file of the data folder. */
export const openConfiguredReadModels = ({
  dataDir,
  readModelUrl,
}: Pick<Configuration, 'dataDir' | 'readModelUrl'>): Promise<ReadModels> =>
  openReadModels(
    readModelUrl === null ? { file: dataFiles(dataDir).readModels } : { url: readModelUrl },
  );
