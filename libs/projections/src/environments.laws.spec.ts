import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Environment,
  ENVIRONMENTS,
  type Fact,
  FIRST_INSTANT,
  fold,
  LAST_INSTANT,
  profilesNamedBy,
  revenueLines,
  shift,
  subjectOf,
} from '@subledger/domain';
import {
  type Build,
  createBuild,
  factsOfProfiles,
  inBuild,
  openReadModels,
  readFindings,
  type ReadModels,
  readRevenue,
  saveFacts,
  tablesOf,
} from '@subledger/read-models';
import fc from 'fast-check';
import { comparable } from '../../domain/test/comparable.js';
import { factOf, momentsAround } from '../../domain/test/deliveries.js';
import { BEGINNING, toInstant } from '../../domain/test/micros.js';
import { answerFor } from '../../domain/test/shown.js';
import { composedSources, type Source } from '../../domain/test/sources.js';
import { deriveFrom } from './derived.js';

/** More than two lifecycles can have. */
const MOST_FINDINGS = 1_000;
/** A row that says of a finding that it never disappears ends with the last instant. */
const END = shift(LAST_INSTANT, -1);

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

const sorted = (list: readonly unknown[]): readonly string[] =>
  list.map((one) => JSON.stringify(one)).sort();

/** What must be told of an environment: computed from its own facts, without any table. */
const wanted = (facts: readonly Fact[], profiles: readonly string[], at: Fact['occurredAt']) => ({
  facts: byId(facts),
  answer: comparable(answerFor(facts, profiles, at)),
  findings: sorted(answerFor(facts, profiles, END).findings),
  revenue: sorted(
    [...Map.groupBy(facts, subjectOf).values()].flatMap((own) => revenueLines(fold(own))),
  ),
});

/** What the tables tell of it. */
async function told(
  environment: Environment,
  profiles: readonly string[],
  at: Fact['occurredAt'],
): Promise<ReturnType<typeof wanted>> {
  const { reader } = readModels;
  const facts = await factsOfProfiles(reader, environment, profiles, LAST_INSTANT);
  const page = { environment, at: END, after: null, limit: MOST_FINDINGS };
  const findings = await readFindings(reader, page);
  const revenue = [];
  for await (const line of readRevenue(reader, environment, {
    from: FIRST_INSTANT,
    to: LAST_INSTANT,
  }))
    revenue.push(line);
  return {
    facts: byId(facts),
    answer: comparable(answerFor(facts, profiles, at)),
    findings: sorted(findings.map(({ finding }) => finding)),
    revenue: sorted(revenue),
  };
}

async function change(work: (tables: ReturnType<typeof inBuild>) => Promise<void>): Promise<void> {
  const { writer } = readModels;
  await writer.transaction().execute((transaction) => work(inBuild(transaction, build)));
}

describe('environments', () => {
  it('keep their facts, answers, findings and money to themselves, also for the same profiles and chains', async () => {
    await fc.assert(
      fc.asyncProperty(composedSources, composedSources, fc.nat(), async (live, test, pick) => {
        const own = { production: factsIn('production', live), sandbox: factsIn('sandbox', test) };
        const all = [...own.sandbox, ...own.production];
        const profiles = [...new Set(all.flatMap(profilesNamedBy))].sort();
        const moments = momentsAround(all);
        const at = moments[pick % moments.length] ?? LAST_INSTANT;
        try {
          await change(async (tables) => deriveFrom(tables, await saveFacts(tables, all)));
          for (const environment of ENVIRONMENTS)
            expect(await told(environment, profiles, at)).toEqual(
              wanted(own[environment], profiles, at),
            );
        } finally {
          // A counterexample is made smaller over empty tables.
          await change(async (tables) => {
            for (const table of tablesOf('lifecycle')) await tables.deleteFrom(table).execute();
          });
        }
      }),
      { numRuns: 1000 },
    );
  }, 120_000);
});
