import { openSqliteEventStore } from '../src/index.js';
import { newEvent } from './sample-events.js';

/**
 * Appends without end, 20 at a time, and writes a line for every append that was acknowledged: stream,
 * revision, id. Argument: the log's path.
 */
const store = await openSqliteEventStore({ file: process.argv[2] ?? '' });

async function appendForEver(stream: string): Promise<never> {
  for (let revision = 0n; ; revision += 1n) {
    const event = newEvent();
    const result = await store.append(stream, revision === 0n ? 'no_stream' : revision - 1n, [
      event,
    ]);
    process.stdout.write(`${stream} ${result.outcome} ${revision} ${event.id}\n`);
  }
}

await Promise.all(Array.from({ length: 20 }, (_, writer) => appendForEver(`writer-${writer}`)));
