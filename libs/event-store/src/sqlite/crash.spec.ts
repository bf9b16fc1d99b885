import { afterEach, expect, it } from '@jest/globals';
import { AppendingProcess } from '../../test/child-process.js';
import { Follower } from '../../test/follower.js';
import { collect, newEvent } from '../../test/sample-events.js';
import { temporaryLog } from '../../test/temporary-log.js';
import { openSqliteEventStore } from './sqlite-event-store.js';

let writer: AppendingProcess | undefined;
afterEach(() => writer?.kill());

it('has every acknowledged append after the writing process was killed, again and again', async () => {
  for (let round = 1; round <= 3; round += 1) {
    const log = temporaryLog();
    writer = new AppendingProcess(log);
    const acknowledged = [...(await writer.acknowledgements(500)), ...(await writer.kill())];
    expect(acknowledged.length).toBeGreaterThanOrEqual(500);

    // The lock died with the process: writing goes on at once.
    const store = await openSqliteEventStore({ file: log });
    const recorded = await collect(store.readLog());
    const lines = recorded.map(
      ({ stream, revision, id }) => `${stream} appended ${revision} ${id}`,
    );
    expect(acknowledged.filter((line) => !lines.includes(line))).toEqual([]);
    expect(recorded.map(({ position }) => position)).toEqual(lines.map((_, i) => String(i + 1)));
    expect(await store.append('after', 'no_stream', [newEvent()])).toMatchObject({
      outcome: 'appended',
      position: String(lines.length + 1),
    });
    await store.close();
  }
});

it('lets other processes follow the log while one writes, and keeps other writers out', async () => {
  const file = temporaryLog();
  writer = new AppendingProcess(file);
  await writer.acknowledgements(1);
  const reader = await openSqliteEventStore({ file, readOnly: true });
  const follower = new Follower(reader, {});
  const acknowledged = await writer.acknowledgements(200);
  const ids = acknowledged.map((line) => line.split(' ').at(-1) ?? '');
  await follower.until((seen) => ids.every((id) => seen.includes(id)));
  await expect(openSqliteEventStore({ file })).rejects.toMatchObject({ code: 'store-unavailable' });
  await writer.kill();
  await follower.stop();
  await reader.close();
});
