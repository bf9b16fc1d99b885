import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { Configuration } from '@subledger/configuration';
import { serveGrower } from '@subledger/proofs';
import { openConfiguredStore } from '../store/open-store.js';
import { stepBack } from '../threads/step-back.js';
import { PROOFS_FILE } from './proofs-file.js';

/** What the thread is given, as its `workerData`. */
export type GrowerThreadData = Pick<Configuration, 'dataDir' | 'eventStoreUrl'>;

/** The thread that grows the tree of hashes: it follows the log by itself, until the main thread says to stop. */
if (parentPort !== null) {
  stepBack('proofs');
  const data = workerData as GrowerThreadData;
  const store = await openConfiguredStore({ ...data, roles: ['project'] });
  const file = join(data.dataDir, PROOFS_FILE);
  serveGrower(parentPort, { store, file }, () => store.close());
}
