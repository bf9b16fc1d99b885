import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { collect, idsOf, newEvent, uniqueStream } from '../../test/sample-events.js';
import { temporaryLog } from '../../test/temporary-log.js';
import type { NewEvent } from '../event-store.js';
import { openForReading } from './log-file.js';
import { openSqliteEventStore, SqliteEventStore } from './sqlite-event-store.js';
import { Writer } from './writer.js';
import { WriterThread } from './writer-thread.js';

/** What no store sends: the thread meets a fault that nobody foresaw, and dies of it. */
const FATAL = { kind: 'append', packed: null } as never;

let store: SqliteEventStore | undefined;
let writer: Writer;
afterEach(async () => {
  await store?.close();
  store = undefined;
});

async function openStore(file: string): Promise<SqliteEventStore> {
  writer = await Writer.open({ file, maxFileBytes: undefined });
  return (store = new SqliteEventStore(openForReading(file), writer, { file }));
}

/** Resolves when appends are taken again. */
async function writable(open: SqliteEventStore): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline) {
    const isWritable = await open.checkWritable().then(
      () => true,
      () => wait(10, false),
    );
    if (isWritable) return;
  }
  throw new Error('no appends are taken after 20 s');
}

describe('a writing thread that dies', () => {
  it('fails the appends that it had, says so, and is replaced: nothing acknowledged is lost or duplicated', async () => {
    const open = await openStore(temporaryLog());
    const acknowledged: string[] = [];
    const inDoubt: { stream: string; event: NewEvent }[] = [];
    const offer = async (stream: string, event: NewEvent): Promise<void> => {
      try {
        await open.append(stream, 'no_stream', [event]);
        acknowledged.push(event.id);
      } catch (error) {
        expect(error).toMatchObject({ code: 'store-unavailable' });
        inDoubt.push({ stream, event });
      }
    };
    for (let death = 0; death < 3; death += 1) {
      const offers = [offer(uniqueStream(), newEvent())];
      await Promise.all(offers);
      // In one turn: the appends go over behind the fatal question, or in the same breath as its death.
      const dying = writer.ask(FATAL).catch((error: unknown) => error);
      offers.push(...Array.from({ length: 50 }, () => offer(uniqueStream(), newEvent())));
      expect(await dying).toMatchObject({ code: 'store-unavailable' });
      await expect(open.checkWritable()).rejects.toMatchObject({
        code: 'store-unavailable',
        message: expect.stringContaining('the thread that writes the log has ended'),
      });
      // Reading goes on, in another thread.
      expect(await collect(open.readLog())).toHaveLength(acknowledged.length);
      await Promise.all(offers);
      await writable(open);
    }
    expect(inDoubt).toHaveLength(150);
    for (const { stream, event } of inDoubt.splice(0)) await offer(stream, event);
    const recorded = idsOf(await collect(open.readLog()));
    expect(inDoubt).toEqual([]);
    expect(recorded.toSorted()).toEqual(acknowledged.toSorted());
    expect(open.stats()).toMatchObject({ events: 153, queuedAppends: 0 });
  });

  it('lets the store be closed while there is none, and the log be opened by the next', async () => {
    const file = temporaryLog();
    const open = await openStore(file);
    await writer.ask(FATAL).catch(() => undefined);
    await open.close();
    const next = await openSqliteEventStore({ file });
    await next.append(uniqueStream(), 'no_stream', [newEvent()]);
    await next.close();
  });
});

describe('a writing thread that stands still', () => {
  it('fails what waits after a time, accepts nothing more, and resumes when it has answered', async () => {
    const file = temporaryLog();
    const options = { file, maxFileBytes: undefined };
    // Less than SQLite waits for the lock of another program: until then the thread is deaf.
    const thread = await WriterThread.start(options, { silenceMs: 100 });
    const intruder = new DatabaseSync(file);
    intruder.exec('BEGIN IMMEDIATE');
    const silent = { code: 'store-unavailable', message: expect.stringContaining('0.1 s') };
    await expect(thread.ask({ kind: 'check' })).rejects.toMatchObject(silent);
    // At once: a turn of the loop would be longer.
    const later = new Promise((resolve) => setImmediate(resolve, 'later'));
    await expect(Promise.race([thread.ask({ kind: 'check' }), later])).rejects.toMatchObject(
      silent,
    );
    intruder.exec('ROLLBACK');
    intruder.close();
    let answer: unknown = null;
    for (let tries = 0; tries < 1_000 && answer === null; tries += 1) {
      answer = await thread.ask({ kind: 'check' }).catch(() => wait(10, null));
    }
    expect(answer).toEqual({ kind: 'done' });
    await thread.kill();
  });

  it('is given up at its start, where the log does not open in time', async () => {
    const file = temporaryLog();
    await (await openSqliteEventStore({ file })).close();
    const intruder = new DatabaseSync(file);
    intruder.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    const options = { file, maxFileBytes: undefined };
    // Less than SQLite waits for the lock of another program.
    await expect(WriterThread.start(options, { openingMs: 100 })).rejects.toMatchObject({
      code: 'store-unavailable',
      message: 'the thread that writes the log has not answered for 0.1 s',
    });
    intruder.close();
  });
});
