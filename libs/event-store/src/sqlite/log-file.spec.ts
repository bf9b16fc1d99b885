import {
  copyFileSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from '@jest/globals';
import { collect, idsOf, newEvent, newEvents } from '../../test/sample-events.js';
import { temporaryLog } from '../../test/temporary-log.js';
import { checkLogFile } from './check-file.js';
import { openSqliteEventStore } from './sqlite-event-store.js';

async function logWith(count: number): Promise<string> {
  const file = temporaryLog();
  const store = await openSqliteEventStore({ file });
  await store.append('a', 'no_stream', newEvents(count));
  await store.close();
  return file;
}

function changeByHand(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  try {
    db.exec(sql);
  } finally {
    db.close();
  }
}

describe('the file', () => {
  it('is created, with its folder, if there is none', async () => {
    const file = join(dirname(temporaryLog()), 'data', 'deeper', 'log.db');
    const store = await openSqliteEventStore({ file });
    expect(await store.head()).toBeNull();
    expect(await store.countAfter(null)).toBe(0);
    await store.close();
    const db = new DatabaseSync(file, { readOnly: true });
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(db.prepare('PRAGMA page_size').get()).toEqual({ page_size: 8_192 });
    db.close();
  });

  it('is made in a folder that only its user may enter', async () => {
    const folder = join(dirname(temporaryLog()), 'data');
    const before = process.umask(0o022);
    try {
      await (await openSqliteEventStore({ file: join(folder, 'log.db') })).close();
    } finally {
      process.umask(before);
    }
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it.each([
    `UPDATE events SET data = x'00'`,
    'DELETE FROM events WHERE position = 3',
    `INSERT OR REPLACE INTO events SELECT 2, stream, 1, id, type, stored_at, '{}', data FROM events`,
    `INSERT OR REPLACE INTO events SELECT 4, 'b', 0, id, type, stored_at, '{}', data FROM events LIMIT 1`,
    `INSERT INTO events SELECT 5, 'b', 0, randomblob(16), type, stored_at, '{}', data FROM events LIMIT 1`,
    `INSERT INTO events SELECT 4, 'b', 1, randomblob(16), type, stored_at, '{}', data FROM events LIMIT 1`,
    `INSERT INTO events SELECT 4, 'a', 4, randomblob(16), type, stored_at, '{}', data FROM events LIMIT 1`,
  ])('refuses, whoever asks: %s', async (sql) => {
    const file = await logWith(3);
    const store = await openSqliteEventStore({ file, readOnly: true });
    const before = await collect(store.readLog());
    expect(() => {
      changeByHand(file, sql);
    }).toThrow(/events (never change|are never deleted|are added at the end)/);
    expect(await collect(store.readLog())).toEqual(before);
    await store.close();
  });

  it('has one writer, also by another name, and any number of readers', async () => {
    const file = temporaryLog();
    const link = `${file}-link`;
    const writer = await openSqliteEventStore({ file });
    symlinkSync(file, link);
    for (const name of [file, link]) {
      await expect(openSqliteEventStore({ file: name })).rejects.toMatchObject({
        code: 'store-unavailable',
        message: expect.stringContaining('another process is writing'),
      });
    }
    const readers = await Promise.all(
      [file, link].map((name) => openSqliteEventStore({ file: name, readOnly: true })),
    );
    const event = newEvent();
    await writer.append('a', 'no_stream', [event]);
    for (const reader of readers) {
      expect(idsOf(await collect(reader.readStream('a')))).toEqual([event.id]);
      await expect(reader.append('a', 0n, [newEvent()])).rejects.toThrow(/reading only/);
      await expect(reader.checkWritable()).rejects.toMatchObject({ code: 'store-unavailable' });
      expect(reader.stats()).toEqual({ commits: 0, events: 0, queuedAppends: 0 });
    }
    await writer.close();
    // Readers outlive the writer, and the next writer.
    const next = await openSqliteEventStore({ file });
    await next.append('a', 0n, [newEvent()]);
    for (const reader of readers) {
      expect(await reader.head()).toBe('2');
      await reader.close();
    }
    await next.close();
  });
});

describe('a log into which somebody has put rows by hand', () => {
  const WITHOUT_RULES = `DROP TRIGGER events_are_added_at_the_end; DROP TRIGGER events_never_change;`;
  const insert = (position: number, id: string): string =>
    `INSERT INTO events SELECT ${position}, stream, 99, ${id}, type, stored_at, metadata, data FROM events LIMIT 1`;

  it.each([0, -1, -5_000])(
    'is refused, whoever opens it, where a row stands before the first position: %i',
    async (position) => {
      const file = await logWith(3);
      changeByHand(file, `${WITHOUT_RULES} ${insert(position, 'randomblob(16)')}`);
      for (const readOnly of [false, true])
        await expect(openSqliteEventStore({ file, readOnly })).rejects.toMatchObject({
          code: 'log-altered',
          message: expect.stringContaining('before position 1'),
        });
    },
  );

  it('shows no row before the first position, and takes none for a recorded event, while it is open', async () => {
    const file = await logWith(3);
    const store = await openSqliteEventStore({ file });
    const [one] = await collect(store.readLog());
    changeByHand(file, `${WITHOUT_RULES} ${insert(0, `x'${'ab'.repeat(16)}'`)}`);
    expect(await collect(store.readStream('a'))).toHaveLength(3);
    expect(await collect(store.readStream('a', { direction: 'backwards' }))).toHaveLength(3);
    const id = 'abababab-abab-abab-abab-abababababab';
    await expect(
      store.append('b', 'no_stream', [newEvent({ id, data: one?.data ?? new Uint8Array() })]),
    ).rejects.toMatchObject({ name: 'LedgerError' });
    expect(await store.head()).toBe('3');
    await store.close();
  });

  it.each(['null', '[]', '"text"', '{"n":1}', '{"n":null}', '{"n":{"m":"x"}}', '{'])(
    'names the event whose metadata are %s',
    async (metadata) => {
      const file = await logWith(3);
      changeByHand(
        file,
        `${WITHOUT_RULES} UPDATE events SET metadata = '${metadata}' WHERE position = 2`,
      );
      const store = await openSqliteEventStore({ file, readOnly: true });
      await expect(collect(store.readLog())).rejects.toMatchObject({
        code: 'log-altered',
        message: expect.stringContaining('The event at position 2'),
      });
      await store.close();
    },
  );

  it('is read to its end without looking at every position of a gap', async () => {
    const file = await logWith(3);
    changeByHand(
      file,
      `${WITHOUT_RULES} UPDATE events SET position = 9000000000000000000 WHERE position = 3`,
    );
    const store = await openSqliteEventStore({ file, readOnly: true });
    const filter = { streamPrefixes: ['none'] };
    expect(await collect(store.readLog({ filter }))).toEqual([]);
    expect(await collect(store.readLog({ filter: { streamPrefixes: ['a'] } }))).toHaveLength(3);
    const marks = { type: 'none', metadataKey: 'none' };
    const reached = store.markedAfter(null, marks)?.reached;
    expect(reached).toBe('8999999999999999999');
    expect(store.markedAfter(reached ?? null, marks)?.reached).toBe('9000000000000000000');
    await store.close();
  });
});

describe('a file that is no log', () => {
  it('is refused, and left as it is, where it is not even a database', async () => {
    const file = temporaryLog();
    const text = 'profile_id;event_type\n'.repeat(1_000);
    writeFileSync(file, text);
    for (const readOnly of [false, true]) {
      await expect(openSqliteEventStore({ file, readOnly })).rejects.toMatchObject({
        code: 'invalid-configuration',
        message: expect.stringContaining('not a database'),
      });
    }
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('is refused where it is the database of another program', async () => {
    const file = temporaryLog();
    changeByHand(file, 'CREATE TABLE customers (id INTEGER PRIMARY KEY)');
    await expect(openSqliteEventStore({ file })).rejects.toMatchObject({
      code: 'invalid-configuration',
      message: expect.stringContaining('not an event log'),
    });
    const db = new DatabaseSync(file);
    expect(db.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'customers' }]);
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'delete' });
    db.close();
  });

  it('is refused where a newer program has written it', async () => {
    const file = await logWith(1);
    changeByHand(file, 'PRAGMA user_version = 2');
    await expect(openSqliteEventStore({ file })).rejects.toMatchObject({
      code: 'invalid-configuration',
      message: expect.stringContaining('schema version 2; this program knows version 1'),
    });
  });

  it('is refused where half of it is missing', async () => {
    const file = await logWith(50);
    truncateSync(file, 8_192 + 100);
    await expect(openSqliteEventStore({ file })).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining('damaged'),
    });
  });

  it('is unavailable where its folder cannot be made', async () => {
    const notAFolder = temporaryLog();
    writeFileSync(notAFolder, '');
    await expect(openSqliteEventStore({ file: join(notAFolder, 'log.db') })).rejects.toMatchObject({
      code: 'store-unavailable',
    });
  });

  it('cannot be read before it is there', async () => {
    const file = temporaryLog();
    await expect(openSqliteEventStore({ file, readOnly: true })).rejects.toThrow(/no log at/);
    writeFileSync(file, '');
    await expect(openSqliteEventStore({ file, readOnly: true })).rejects.toThrow(/no log in/);
  });

  it('can be mended and opened: a failed opening keeps no lock', async () => {
    const file = await logWith(1);
    changeByHand(file, 'PRAGMA user_version = 2');
    await expect(openSqliteEventStore({ file })).rejects.toThrow(/schema version/);
    changeByHand(file, 'PRAGMA user_version = 1');
    const store = await openSqliteEventStore({ file });
    expect(await store.head()).toBe('1');
    await store.close();
  });
});

describe('a log that nobody writes to', () => {
  it('is read as it lies, with nothing made beside it', async () => {
    const file = join(dirname(await logWith(3)), 'what? a #copy.db');
    copyFileSync(await logWith(3), file);
    const folder = dirname(file);
    const before = readdirSync(folder);
    const store = await openSqliteEventStore({ file, readOnly: true, isStill: true });
    expect(await collect(store.readLog())).toHaveLength(3);
    expect(checkLogFile(file, true)).toEqual([]);
    expect(readdirSync(folder)).toEqual(before);
    await store.close();
    expect(readdirSync(folder)).toEqual(before);
  });
});

describe('a position that is none of this log', () => {
  it('is refused instead of skipping events without a word', async () => {
    const store = await openSqliteEventStore({ file: await logWith(3), readOnly: true });
    for (const after of ['4', '2/2', 'x'] as never[]) {
      await expect(collect(store.readLog({ after }))).rejects.toMatchObject({
        code: 'invalid-request',
      });
      await expect(collect(store.subscribe({ after }))).rejects.toMatchObject({
        code: 'invalid-request',
      });
      expect(await store.countAfter(after)).toBeNull();
    }
    await store.close();
  });
});
