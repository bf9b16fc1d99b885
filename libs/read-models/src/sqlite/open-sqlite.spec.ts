import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { listBuilds } from '../builds/build.js';
import { openReadModels } from '../read-models.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'subledger-open-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it.each([false, true])(
  'a file that is closed is alone in its folder, whether something was asked (%s) or nothing',
  async (isAsked) => {
    const readModels = await openReadModels({ file: join(folder, 'read-models.sqlite') });
    if (isAsked) expect(await listBuilds(readModels.reader)).toEqual([]);
    await readModels.close();
    expect(readdirSync(folder)).toEqual(['read-models.sqlite']);
  },
);
