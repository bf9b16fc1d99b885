import { openEventStoreDb } from '../src/index.js';
import { newEvent } from './sample-events.js';

/**
 * Uses everything that a store opens, closes it, and has nothing left to do: the process must end by
 * itself. Argument: the connection string.
 */
const store = await openEventStoreDb({ url: process.argv[2] ?? '' });
await store.append('test_process-1', 'no_stream', [newEvent()]);
const subscription = store.subscribe()[Symbol.asyncIterator]();
await subscription.next();
const log = store.readLog()[Symbol.asyncIterator]();
await log.next();
await store.close();
const ended = await subscription.next().catch((error: unknown) => error);
process.stdout.write(ended instanceof Error ? ended.message : 'ended');
