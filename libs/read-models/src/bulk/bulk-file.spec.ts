import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { openReadModels, type ReadModels } from '../read-models.js';

let folder: string;
let readModels: ReadModels;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'subledger-bulk-file-'));
  readModels = await openReadModels({ file: join(folder, 'read-models.sqlite') });
});
afterEach(async () => {
  await readModels.close();
  rmSync(folder, { recursive: true });
});

/** What SQLite answers to `PRAGMA temp_store`. */
const FILE = 1;
const MEMORY = 2;

async function temporaryStore(): Promise<number | undefined> {
  const { rows } = await sql<{ temp_store: number }>`PRAGMA temp_store`.execute(readModels.writer);
  return rows[0]?.temp_store;
}

it('sorts in files while any load sorts, and keeps small things in memory else', async () => {
  const { bulk } = readModels;
  const first = Promise.withResolvers<undefined>();
  const second = Promise.withResolvers<undefined>();
  expect(await temporaryStore()).toBe(MEMORY);
  const sortings = [first, second].map(({ promise }) =>
    bulk?.sorting(async () => {
      await promise;
    }),
  );
  expect(await temporaryStore()).toBe(FILE);
  first.resolve(undefined);
  await sortings[0];
  expect(await temporaryStore()).toBe(FILE);
  second.reject(new Error('The disk is full.'));
  await expect(sortings[1]).rejects.toThrow('The disk is full.');
  expect(await temporaryStore()).toBe(MEMORY);
});
