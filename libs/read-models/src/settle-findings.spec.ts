import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Environment } from '@subledger/domain';
import fc from 'fast-check';
import { BEGINNING, toInstant } from '../../domain/test/micros.js';
import { DATABASES, startDatabases, type TestDatabases } from '../test/databases.js';
import { createBuild } from './builds/change-builds.js';
import { inBuild } from './builds/tables-of-build.js';
import type { Database } from './database.js';
import { openReadModels, type ReadModels } from './read-models.js';
import { settleFindings } from './settle-findings.js';
import type { FindingRow } from './tables.js';

const now = toInstant(BEGINNING);
const OWNERS = ['a', 'b', 'c'];

/** What each owner's findings say, by their places; owners that are left out are not settled at all. */
const settlements = fc.dictionary(
  fc.constantFrom(...OWNERS),
  fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 4 }),
);

describe.each(DATABASES)('over %s', (kind) => {
  let databases: TestDatabases;
  let readModels: ReadModels;
  let tables: Database;
  beforeAll(async () => {
    databases = await startDatabases(kind);
    readModels = await openReadModels(await databases.next());
    const wanted = { projection: 'lifecycle', version: 1, translation: 'any', promotes: true };
    tables = inBuild(readModels.writer, await createBuild(readModels.writer, wanted, now));
  });
  afterAll(async () => {
    await readModels.close();
    await databases.remove();
  });

  const rowsOf = (environment: Environment, owner: string, said: readonly string[]) =>
    said.map((finding, place): FindingRow => ({
      environment,
      owner,
      place,
      kind: 'outcome-missing',
      appears_at: now,
      disappears_at: now,
      finding,
    }));

  const settle = (environment: Environment, said: Readonly<Record<string, readonly string[]>>) =>
    settleFindings(
      tables,
      environment,
      Object.keys(said),
      Object.entries(said).flatMap(([owner, of]) => rowsOf(environment, owner, of)),
    );

  const held = async (environment: Environment) =>
    Object.fromEntries(
      await Promise.all(
        OWNERS.map(async (owner) => {
          const rows = await tables
            .selectFrom('findings')
            .select('finding')
            .where('environment', '=', environment)
            .where('owner', '=', owner)
            .orderBy('place')
            .execute();
          return [owner, rows.map(({ finding }) => finding)] as const;
        }),
      ),
    );

  it('leaves each owner with the rows that were told last, and touches no other', async () => {
    await settle('sandbox', { a: ['x'], b: ['y', 'z'] });
    await fc.assert(
      fc.asyncProperty(fc.array(settlements, { maxLength: 6 }), async (drawn) => {
        await settle('production', { a: [], b: [], c: [] });
        const expected: Record<string, readonly string[]> = { a: [], b: [], c: [] };
        for (const said of drawn) {
          await settle('production', said);
          Object.assign(expected, said);
        }
        expect(await held('production')).toEqual(expected);
      }),
      { numRuns: 40 },
    );
    expect(await held('sandbox')).toEqual({ a: ['x'], b: ['y', 'z'], c: [] });
  });
});
