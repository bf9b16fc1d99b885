import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openSqliteEventStore } from '@subledger/event-store';
import { LocalLog } from './local-log.js';
import { isStill } from './still-files.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'still-'));
  file = join(folder, 'log.sqlite');
  await (await openSqliteEventStore({ file })).close();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('a file that may be read as it lies', () => {
  it('was named, and has no commits beside it', () => {
    expect([isStill(file, true), isStill(file, false)]).toEqual([true, false]);
    writeFileSync(`${file}-wal`, '');
    expect(isStill(file, true)).toBe(true);
    writeFileSync(`${file}-shm`, '');
    expect(isStill(file, true)).toBe(false);
    rmSync(`${file}-shm`);
    writeFileSync(`${file}-wal`, 'a commit');
    expect(isStill(file, true)).toBe(false);
  });

  it('is given up where somebody wrote to it meanwhile', async () => {
    const log = new LocalLog({ log: file });
    await (await log.open('read')).close();
    log.assertStill();
    appendFileSync(file, 'x');
    expect(() => {
      log.assertStill();
    }).toThrow(/another process has written to .*: run this again/);
  });

  it('is given up where a ledger was started on it meanwhile', async () => {
    const log = new LocalLog({ log: file });
    const store = await log.open('read');
    const ledger = await openSqliteEventStore({ file });
    expect(() => {
      log.assertStill();
    }).toThrow(/another process has written/);
    await ledger.close();
    await store.close();
  });
});
