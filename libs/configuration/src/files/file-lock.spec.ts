import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { FileLock } from './file-lock.js';

let folder: string;
let file: string;
let locks: FileLock[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'subledger-lock-'));
  file = join(folder, 'lock');
  locks = [new FileLock(file), new FileLock(file)];
});
afterEach(() => {
  for (const lock of locks) lock.letGo();
  rmSync(folder, { recursive: true });
});

it('is held by one at a time, as often as it asks, and is an empty file', () => {
  const [one, other] = locks;
  expect([one?.isHeld, one?.hold(), one?.hold(), other?.hold()]).toEqual([
    false,
    true,
    true,
    false,
  ]);
  one?.letGo();
  expect([one?.isHeld, other?.hold(), one?.hold()]).toEqual([false, true, false]);
  expect(statSync(file).size).toBe(0);
});

it('is not held any more once its file is removed or replaced, and can be taken again', () => {
  const [one, other] = locks;
  one?.hold();
  rmSync(file);
  expect(one?.isHeld).toBe(false);
  expect([other?.hold(), one?.hold()]).toEqual([true, false]);
});

it('fails where the file can be no lock', () => {
  writeFileSync(
    file,
    'something else that is no database, and longer than one page header is. '.repeat(20),
  );
  expect(() => locks[0]?.hold()).toThrow('file is not a database');
  expect(() => new FileLock(join(file, 'lock')).hold()).toThrow('EEXIST');
});
