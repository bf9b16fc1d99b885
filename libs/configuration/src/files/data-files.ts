import { join } from 'node:path';

/** The files of a data folder, separate so that threads that open one need not load how variables are read. */
export interface DataFiles {
  readonly log: string;
  /** The tree of hashes, its checkpoints and what they cover. */
  readonly proofs: string;
  readonly readModels: string;
  readonly secrets: string;
  readonly checkpointKey: string;
}

/** The paths of a data folder's files, whether they are there or not. */
export const dataFiles = (dataDir: string): DataFiles => ({
  log: join(dataDir, 'log.sqlite'),
  proofs: join(dataDir, 'proofs.sqlite'),
  readModels: join(dataDir, 'read-models.sqlite'),
  secrets: join(dataDir, 'secrets.json'),
  checkpointKey: join(dataDir, 'checkpoint.key'),
});
