import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Environment, type Fact, LAST_INSTANT, profilesNamedBy } from '@subledger/domain';
import fc from 'fast-check';
import { factOf } from '../../domain/test/deliveries.js';
import { toInstant } from '../../domain/test/micros.js';
import { composedSources, type Source } from '../../domain/test/sources.js';
import { factsOfProfiles, saveFacts } from './lifecycle.js';
import { openReadModels, type ReadModels } from './read-models.js';

let folder: string;
let readModels: ReadModels;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subledger-environments-'));
  readModels = await openReadModels({ file: join(folder, 'read-models.sqlite') });
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
        await readModels.writer
          .transaction()
          .execute((transaction) => saveFacts(transaction, [...sandbox, ...production]));
        const told = (environment: Environment) =>
          factsOfProfiles(readModels.reader, environment, profiles, LAST_INSTANT);
        expect(byId(await told('production'))).toEqual(byId(production));
        expect(byId(await told('sandbox'))).toEqual(byId(sandbox));
        await readModels.writer.deleteFrom('facts').execute();
        await readModels.writer.deleteFrom('subject_profiles').execute();
      }),
      { numRuns: 1000 },
    );
  });
});
