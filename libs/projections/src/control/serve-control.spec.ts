import { setTimeout as wait } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { expect, it } from '@jest/globals';
import { listBuilds } from '@subledger/read-models';
import { startDatabases } from '../../../read-models/test/databases.js';
import { openLedgerFolder } from '../../test/ledger-folder.js';
import { projectorOf, statusPartsOf } from '../../test/projecting.js';
import { lifecycle } from '../lifecycle.js';
import type { ControlMessage } from './control-messages.js';
import { serveControl } from './serve-control.js';

it('asks a database that does not answer once at a time how the builds stand', async () => {
  const databases = await startDatabases('sqlite');
  const ledger = await openLedgerFolder(databases);
  const { port1, port2 } = new MessageChannel();
  const answered = Promise.withResolvers<undefined>();
  let asked = 0;
  const projector = projectorOf(ledger, [lifecycle({})]);
  serveControl(port1, {
    control: statusPartsOf(projector, ledger).control,
    listBuilds: async () => {
      asked += 1;
      await answered.promise;
      return listBuilds(ledger.readModels.reader);
    },
    close: () => ledger.close(),
  });
  const stopped = new Promise<undefined>((resolve) => {
    port2.on('message', (message: ControlMessage) => {
      if (message.kind === 'done') resolve(undefined);
    });
  });
  // Five times as long as it takes to be asked.
  await wait(1_000);
  expect(asked).toBe(1);
  answered.resolve(undefined);
  port2.postMessage({ id: 1, method: 'stop', parameters: [] });
  await stopped;
  port2.close();
  await databases.remove();
});
