import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { openSqliteEventStore } from '@subledger/event-store';
import { serveGrower } from '../src/grow/serve-grower.js';

export interface GrowingThreadData {
  readonly folder: string;
  /** The first thread of the folder dies as soon as it has begun. */
  readonly diesFirst: boolean;
}

const { folder, diesFirst } = workerData as GrowingThreadData;
const hasDied = join(folder, 'has-died');
if (diesFirst && !existsSync(hasDied)) {
  writeFileSync(hasDied, '');
  throw new Error('the first thread dies');
}
if (parentPort !== null) {
  const store = await openSqliteEventStore({ file: join(folder, 'log.sqlite'), readOnly: true });
  serveGrower(parentPort, { store, file: join(folder, 'proofs.sqlite') }, () => store.close());
}
