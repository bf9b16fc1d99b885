import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Configuration } from '@subledger/configuration';
import { LocalControl, Projector, serveControl, serveFault } from '@subledger/projections';
import { listBuilds } from '@subledger/read-models';
import { openConfiguredStore } from '../store/open-store.js';
import { stepBack } from '../threads/step-back.js';
import { openTracing } from '../tracing/open-tracing.js';
import { tracedProjections } from '../tracing/traced-projections.js';
import { systemClock } from '../clock.js';
import { bulkLoaderOf } from './bulk-loader-of.js';
import { ledgerProjections } from './ledger-projections.js';
import { openConfiguredReadModels } from './open-read-models.js';

/** What the thread is given, as its `workerData`. */
export type ProjectorThreadData = Pick<
  Configuration,
  | 'dataDir'
  | 'eventNames'
  | 'eventStoreUrl'
  | 'readModelUrl'
  | 'otlpEndpoint'
  | 'otlpHeaders'
  | 'traceSamplePercent'
>;

/** The thread that feeds the read models: it follows the log by itself, and is operated from the main thread. */
if (parentPort !== null) {
  stepBack('readModels');
  try {
    await feed(parentPort, workerData as ProjectorThreadData);
  } catch (error) {
    // A thread that died of it could not say why: whoever waits for its start would hear that it has ended.
    serveFault(parentPort, error);
  }
}

async function feed(port: MessagePort, data: ProjectorThreadData): Promise<void> {
  const { eventNames: names } = data;
  const store = await openConfiguredStore({ ...data, roles: ['project'] });
  const tracing = await openTracing({ ...data, roles: ['project'] });
  const readModels = await openConfiguredReadModels(data);
  const parts = { store, readModels, now: systemClock };
  let onFailure: (projection: string, error: unknown) => void = () => undefined;
  const projector = new Projector({
    ...parts,
    ...bulkLoaderOf(parts, data),
    projections:
      tracing === null
        ? ledgerProjections(names)
        : tracedProjections(ledgerProjections(names), tracing),
    onFailure: (projection, error) => {
      onFailure(projection, error);
    },
  });
  onFailure = serveControl(port, {
    control: new LocalControl(projector, { store, names }),
    listBuilds: () => listBuilds(readModels.reader),
    close: async () => {
      await readModels.close();
      await store.close();
      await tracing?.close();
    },
  });
}
