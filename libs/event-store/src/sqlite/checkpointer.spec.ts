import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newEvent, uniqueStream } from '../../test/sample-events.js';
import { temporaryLog } from '../../test/temporary-log.js';
import { openSqliteEventStore } from './sqlite-event-store.js';
import { Checkpointer } from './checkpointer.js';
import type { SqliteEventStore } from './sqlite-event-store.js';

const EVENT_BYTES = 64 * 1024;
/** Together half of what makes the writer itself checkpoint. */
const EVENTS = 128;

let file: string;
let store: SqliteEventStore;
beforeEach(async () => {
  file = temporaryLog();
  store = await openSqliteEventStore({ file });
});
afterEach(() => store.close());

async function appendAll(count: number): Promise<void> {
  for (let done = 0; done < count; done += 1)
    await store.append(uniqueStream(), 'no_stream', [
      newEvent({ data: new Uint8Array(EVENT_BYTES) }),
    ]);
}

describe('the write-ahead log', () => {
  it('is brought into the file long before the writer would do it', async () => {
    await appendAll(EVENTS);
    expect(statSync(`${file}-wal`).size).toBeLessThan(16 * 1024 * 1024);
    const deadline = performance.now() + 20_000;
    while (statSync(file).size < 4 * 1024 * 1024) {
      expect(performance.now()).toBeLessThan(deadline);
      await wait(10);
    }
  });

  it('does not grow without end where nothing ever rests', async () => {
    await appendAll(8 * EVENTS);
    expect(statSync(`${file}-wal`).size).toBeLessThan(32 * 1024 * 1024);
    expect(statSync(file).size).toBeGreaterThan(32 * 1024 * 1024);
  });

  it('is left to the writer where the thread that checkpoints cannot work', async () => {
    const checkpointer = new Checkpointer(join(file, 'no-folder', 'log.sqlite'));
    checkpointer.grew(1, 16 * 1024 * 1024);
    await expect(checkpointer.close()).resolves.toBeUndefined();
  });
});
