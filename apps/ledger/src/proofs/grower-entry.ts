import { parentPort, workerData } from 'node:worker_threads';
import type { Configuration } from '@subledger/configuration';
import { dataFiles } from '@subledger/configuration/files';
import { serveGrower } from '@subledger/proofs';
import { openConfiguredStore } from '../store/open-store.js';
import { stepBack } from '../threads/step-back.js';

/** What the thread is given, as its `workerData`. */
export type GrowerThreadData = Pick<Configuration, 'dataDir' | 'eventStoreUrl'>;

/** The thread that grows the tree of hashes: it follows the log by itself, until the main thread tells it to stop. */
if (parentPort !== null) {
  stepBack('proofs');
  const data = workerData as GrowerThreadData;
  const store = await openConfiguredStore({ ...data, roles: ['project'] });
  serveGrower(parentPort, { store, file: dataFiles(data.dataDir).proofs }, () => store.close());
}
