import { parentPort, workerData } from 'node:worker_threads';
import { openSqliteEventStore } from '../src/index.js';

const store = await openSqliteEventStore({ file: String(workerData), readOnly: true });
const items = store.subscribe()[Symbol.asyncIterator]();
parentPort?.postMessage('begun');
for (let item = await items.next(); item.done !== true; item = await items.next()) {
  if (item.value.kind === 'event') parentPort?.postMessage(item.value.event.id);
}
