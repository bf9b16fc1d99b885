import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Environment, type Fact, LAST_INSTANT, profilesNamedBy } from '@subledger/domain';
import fc from 'fast-check';
import { factOf } from '../../domain/test/deliveries.js';
import { BEGINNING, toInstant } from '../../domain/test/micros.js';
import { composedSources, type Source } from '../../domain/test/sources.js';
import { type Build } from './builds/build.js';
import { createBuild } from './builds/change-builds.js';
import { tablesOf } from './builds/layout.js';
import { inBuild } from './builds/tables-of-build.js';
import { factsOfProfiles, saveFacts } from './lifecycle.js';
import { openReadModels, type ReadModels } from './read-models.js';

let folder: string;
let readModels: ReadModels;
let build: Build;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subledger-environments-'));
  readModels = await openReadModels({ file: join(folder, 'read-models.sqlite') });
  const wanted = { projection: 'lifecycle', version: 1, translation: 'any', promotes: true };
  build = await createBuild(readModels.writer, wanted, toInstant(BEGINNING));
});

afterAll(async () => {
  await readModels.close();
  await rm(folder, { recursive: true });
});

const factsIn = (environment: Environment, { sent }: Source): Fact[] =>
  sent.map(({ body, knownFrom }) => factOf(body, toInstant(knownFrom), environment));

const byId = (facts: readonly Fact[]): Fact[] =>
  [...new Map(facts.map((fact) => [fact.eventId, fact])).values()].sort((a, b) =>
    a.eventId < b.eventId ? -1 : 1,
  );

describe('environments', () => {
  it('keep their facts to themselves, also for the same profiles and chains', async () => {
    await fc.assert(
      fc.asyncProperty(composedSources, composedSources, async (live, test) => {
        const production = factsIn('production', live);
        const sandbox = factsIn('sandbox', test);
        const profiles = [...new Set([...production, ...sandbox].flatMap(profilesNamedBy))];
        const tables = inBuild(readModels.writer, { ...build, tables: tablesOf('lifecycle') });
        await saveFacts(tables, [...sandbox, ...production]);
        const told = (environment: Environment) =>
          factsOfProfiles(readModels.reader, environment, profiles, LAST_INSTANT);
        expect(byId(await told('production'))).toEqual(byId(production));
        expect(byId(await told('sandbox'))).toEqual(byId(sandbox));
        for (const table of ['facts', 'subject_profiles', 'customer_profiles'] as const)
          await tables.deleteFrom(table).execute();
      }),
      { numRuns: 1000 },
    );
  });
});
