import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from '@jest/globals';
import { Follower } from '../../test/follower.js';
import { collect, idsOf, newEvent, newEvents, uniqueStream } from '../../test/sample-events.js';
import { temporaryLog } from '../../test/temporary-log.js';
import { openSqliteEventStore } from './sqlite-event-store.js';

const large = () => newEvent({ data: new Uint8Array(200_000) });

describe('a log without room', () => {
  const file = temporaryLog();

  it('refuses all appends of a transaction that does not fit, and says so until one fits', async () => {
    const store = await openSqliteEventStore({ file, maxFileBytes: 640_000 });
    const kept = newEvent();
    await store.append('kept', 'no_stream', [kept]);
    const results = await Promise.allSettled([
      store.append('a', 'no_stream', [newEvent()]),
      ...Array.from({ length: 4 }, () => store.append(uniqueStream(), 'no_stream', [large()])),
    ]);
    expect(results).toMatchObject(Array(5).fill({ reason: { code: 'store-full' } }));
    expect(idsOf(await collect(store.readLog()))).toEqual([kept.id]);

    // Smaller appends fit, so that the same store goes on, until there is no room even for those.
    await expect(store.checkWritable()).resolves.toBeUndefined();
    const written = await appendUntilRefused(() =>
      store.append(uniqueStream(), 'no_stream', [large()]),
    );
    expect(written).toBe(2);
    await expect(store.checkWritable()).resolves.toBeUndefined();
    await appendUntilRefused(() =>
      store.append(uniqueStream(), 'no_stream', [newEvent({ data: new Uint8Array(30_000) })]),
    );
    await expect(store.checkWritable()).rejects.toMatchObject({ code: 'store-full' });
    await expect(store.checkWritable()).rejects.toMatchObject({ code: 'store-full' });
    await store.close();
  });

  it('accepts appends again when there is space', async () => {
    const store = await openSqliteEventStore({ file, maxFileBytes: 6_400_000 });
    const before = await collect(store.readLog());
    await store.append(uniqueStream(), 'no_stream', [large()]);
    await expect(store.checkWritable()).resolves.toBeUndefined();
    const after = await collect(store.readLog());
    expect(after.slice(0, -1)).toEqual(before);
    expect(after.at(-1)?.position).toBe(String(before.length + 1));
    await store.close();
  });
});

describe('a log whose files lose their place while it is open', () => {
  const away = (file: string, parts: readonly string[]): (() => void) => {
    for (const part of parts) renameSync(`${file}${part}`, `${file}${part}.away`);
    return () => {
      for (const part of parts) renameSync(`${file}${part}.away`, `${file}${part}`);
    };
  };

  it.each([[['', '-wal', '-shm']], [['']], [['-wal']]])(
    'acknowledges nothing until they are back: %j',
    async (parts) => {
      const file = temporaryLog();
      const store = await openSqliteEventStore({ file });
      const [kept, refused, later] = [newEvent(), newEvent(), newEvent()];
      await store.append('a', 'no_stream', [kept]);
      const back = away(file, parts);
      const gone = { code: 'store-unavailable', message: expect.stringContaining('was removed') };
      await expect(store.append('b', 'no_stream', [refused])).rejects.toMatchObject(gone);
      await expect(store.checkWritable()).rejects.toMatchObject(gone);
      // As somebody who restores a backup.
      if (parts.includes('')) writeFileSync(file, 'another file, and no database');
      await expect(store.append('c', 'no_stream', [later])).rejects.toMatchObject(gone);
      back();
      await expect(store.checkWritable()).resolves.toBeUndefined();
      // Refused, and in the file all the same: it is not there twice.
      expect(await store.append('b', 'no_stream', [refused])).toMatchObject({ position: '2' });
      expect(await store.append('d', 'no_stream', [newEvent()])).toMatchObject({ position: '4' });
      await store.close();
    },
  );

  it('takes the lock again that somebody has removed, unless another writer has it by then', async () => {
    const file = temporaryLog();
    const store = await openSqliteEventStore({ file });
    rmSync(`${file}-writer`);
    await store.append('a', 'no_stream', [newEvent()]);
    await expect(openSqliteEventStore({ file })).rejects.toMatchObject({
      message: expect.stringContaining('another process is writing'),
    });
    rmSync(`${file}-writer`);
    const other = await openSqliteEventStore({ file });
    await expect(store.append('b', 'no_stream', [newEvent()])).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining('Another process has begun to write'),
    });
    await other.close();
    await store.close();
  });
});

describe('a log that another program has locked', () => {
  it('refuses the current appends completely, and accepts the same ones afterwards', async () => {
    const file = temporaryLog();
    const store = await openSqliteEventStore({ file });
    const intruder = new DatabaseSync(file);
    const appends = newEvents(3).map((event) => ({ stream: uniqueStream(), event }));
    const appendAll = () =>
      Promise.allSettled(
        appends.map(({ stream, event }) => store.append(stream, 'no_stream', [event])),
      );

    intruder.exec('BEGIN IMMEDIATE');
    expect(await appendAll()).toMatchObject(
      Array(3).fill({ reason: { code: 'store-unavailable' } }),
    );
    await expect(store.checkWritable()).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(await store.head()).toBeNull();

    intruder.exec('ROLLBACK');
    await expect(store.checkWritable()).resolves.toBeUndefined();
    expect(await appendAll()).toMatchObject(Array(3).fill({ value: { outcome: 'appended' } }));
    intruder.close();
    await store.close();
  });

  it('goes on after the events that a second writer has got in', async () => {
    const file = temporaryLog();
    const store = await openSqliteEventStore({ file });
    await store.append('a', 'no_stream', [newEvent()]);
    const follower = new Follower(store, {});
    const intruder = new DatabaseSync(file);
    intruder.exec(`INSERT INTO events VALUES
      (2, 'a', 1, x'000102030405060708090a0b0c0d0e0f', 't', '2026-01-01T00:00:00.000000Z', '{}', x'')`);
    intruder.close();
    await follower.until((ids) => ids.at(-1) === '00010203-0405-0607-0809-0a0b0c0d0e0f');
    expect(await store.append('a', 0n, [newEvent()])).toEqual({ outcome: 'conflict', actual: 1n });
    expect(await store.append('a', 1n, [newEvent()])).toMatchObject({ position: '3' });
    await follower.until((ids) => ids.length === 3);
    await follower.stop();
    await store.close();
  });
});

/** How many were taken before the first that was not. */
async function appendUntilRefused(append: () => Promise<unknown>): Promise<number> {
  for (let taken = 0; taken < 100; taken += 1) {
    try {
      await append();
    } catch (error) {
      expect(error).toMatchObject({ code: 'store-full' });
      return taken;
    }
  }
  throw new Error('the log never filled up');
}
