import { openSqliteEventStore } from '../src/index.js';
import { newEvent } from './sample-events.js';

/**
 * Opens a log, appends, is refused as a second writer, and closes: each is waited for by nothing else, and the process
 * must neither end before nor stay when it is done. Argument: the log's path.
 */
const file = process.argv[2] ?? '';
const store = await openSqliteEventStore({ file });
await store.append('stream', 'no_stream', [newEvent()]);
await openSqliteEventStore({ file }).catch(() => process.stdout.write('refused, '));
await store.close();
process.stdout.write('closed');
