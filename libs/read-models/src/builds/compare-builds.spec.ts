import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FIRST_INSTANT } from '@subledger/domain';
import fc from 'fast-check';
import { openReadModels, type ReadModels } from '../read-models.js';
import type { Build } from './build.js';
import { createBuild } from './change-builds.js';
import { type ComparedTo, compareBuilds, type RowDifference } from './compare-builds.js';
import { inBuild } from './tables-of-build.js';

let folder: string;
let readModels: ReadModels;
let builds: { readonly first: Build; readonly second: Build };
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'subledger-compare-'));
  readModels = await openReadModels({ file: join(folder, 'read-models.sqlite') });
  const wanted = { projection: 'lifecycle', version: 1, translation: 'one', promotes: false };
  const create = (): Promise<Build> => createBuild(readModels.writer, wanted, FIRST_INSTANT);
  builds = { first: await create(), second: await create() };
});
afterAll(async () => {
  await readModels.close();
  rmSync(folder, { recursive: true });
});

/** Customers, some beyond the basic plane, where JavaScript and databases sort differently, and what a row says. */
const rows = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd', '\uffee', '\ud83d\udc4d', '\ud83d\udc4da', 'é'),
  fc.constantFrom('2026', '2027'),
);
type Rows = Readonly<Record<string, string>>;

async function fill(build: Build, told: Rows): Promise<void> {
  const database = inBuild(readModels.writer, build);
  await database.deleteFrom('customer_profiles').execute();
  for (const [customer, recordedAt] of Object.entries(told))
    await database
      .insertInto('customer_profiles')
      .values({ environment: 'production', customer, profile: 'p', recorded_at: recordedAt })
      .execute();
}

async function compareAll(limit: number): Promise<readonly RowDifference[]> {
  const found: RowDifference[] = [];
  let from: ComparedTo | null = null;
  do {
    const page = await compareBuilds(readModels.writer, builds, from, limit);
    found.push(...page.differences);
    from = page.next;
  } while (from !== null);
  return found;
}

const missingIn = (told: Rows, other: Rows, only: RowDifference['only']): readonly string[] =>
  Object.entries(told)
    .filter(([customer, recordedAt]) => other[customer] !== recordedAt)
    .map(([customer, recordedAt]) => `${only} ${customer} ${recordedAt}`);

describe('the comparison of two builds', () => {
  it('finds every row that differs and no other, however few rows it looks at at a time', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, fc.integer({ min: 1, max: 4 }), async (first, second, limit) => {
        await fill(builds.first, first);
        await fill(builds.second, second);
        const found = (await compareAll(limit)).map(
          ({ only, row }) => `${only} ${String(row.customer)} ${String(row.recorded_at)}`,
        );
        const expected = [
          ...missingIn(first, second, 'first'),
          ...missingIn(second, first, 'second'),
        ];
        expect([...found].sort()).toEqual([...expected].sort());
      }),
      { numRuns: 100 },
    );
  });
});
