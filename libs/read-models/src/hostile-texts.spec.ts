import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Fact, LAST_INSTANT, subjectOf } from '@subledger/domain';
import { factOf } from '../../domain/test/deliveries.js';
import { BEGINNING, toInstant } from '../../domain/test/micros.js';
import { DATABASES, startDatabases, type TestDatabases } from '../test/databases.js';
import { type Build } from './builds/build.js';
import { createBuild } from './builds/change-builds.js';
import { inBuild } from './builds/tables-of-build.js';
import type { Database } from './database.js';
import { readEverybody } from './everybody.js';
import { readFindings, replaceFindings } from './findings.js';
import { factsOfSubjects } from './fact-pages.js';
import { factsOfProfiles, saveFacts } from './lifecycle.js';
import { openReadModels, type ReadModels } from './read-models.js';
import { findEvent } from './timeline.js';
import { profilesOfCustomer, subjectsByProfile, subjectsOfProfiles } from './whose.js';

const TEXTS = {
  'a NUL': 'id\u0000id',
  'a lone surrogate': 'id\ud800',
  'the mark of escaped keys': '\u0001"id"',
  '100 kB': 'ж'.repeat(50_000),
  '100 kB that differ at their end': `${'ж'.repeat(50_000)}!`,
};

const now = toInstant(BEGINNING);

describe.each(DATABASES)('over %s', (kind) => {
  let databases: TestDatabases;
  let readModels: ReadModels;
  let build: Build;
  let tables: Database;
  beforeAll(async () => {
    databases = await startDatabases(kind);
    readModels = await openReadModels(await databases.next());
    const wanted = { projection: 'lifecycle', version: 1, translation: 'any', promotes: true };
    build = await createBuild(readModels.writer, wanted, now);
    tables = inBuild(readModels.writer, build);
  });
  afterAll(async () => {
    await readModels.close();
    await databases.remove();
  });

  const factAbout = (text: string, place: number): Fact =>
    factOf(
      {
        profile_id: `profile ${text}`,
        customer_user_id: `customer ${text}`,
        event_type: 'subscription_started',
        event_datetime: '2026-01-01T00:00:00.000000+0000',
        event_properties: {
          profile_event_id: `event ${place}`,
          store: text,
          transaction_id: text,
          original_transaction_id: text,
          purchase_date: '2026-01-01T00:00:00.000000+0000',
          vendor_product_id: text,
        },
      },
      now,
      'production',
    );

  it.each(Object.entries(TEXTS))(
    'an id with %s is found again, and nothing else is',
    async (_, text) => {
      const fact = factAbout(text, Object.values(TEXTS).indexOf(text));
      const [profile, customer, subject] = [`profile ${text}`, `customer ${text}`, subjectOf(fact)];
      if (subject === null) throw new Error('The fact is about nothing.');
      await saveFacts(tables, [fact]);
      const profiles = await profilesOfCustomer(tables, 'production', customer, LAST_INSTANT);
      expect(profiles).toEqual([profile]);
      expect(await factsOfProfiles(tables, 'production', [profile], LAST_INSTANT)).toEqual([fact]);
      expect(await factsOfSubjects(tables, 'production', [subject])).toEqual([fact]);
      expect(await subjectsByProfile(tables, 'production', [profile])).toEqual(
        new Map([[profile, [subject]]]),
      );
      expect(await subjectsOfProfiles(tables, 'production', [profile])).toEqual([subject]);
      expect(await readEverybody(tables, 'production', null, 100)).toContainEqual({
        kind: 'customer',
        id: customer,
      });
      await replaceFindings(tables, 'production', new Map([[subject, []]]));
    },
  );

  it('a question with any text is answered', async () => {
    for (const text of Object.values(TEXTS)) {
      expect(await profilesOfCustomer(tables, 'sandbox', text, LAST_INSTANT)).toEqual([]);
      await createTimeline();
      expect(await findEvent(readModels.reader, text)).toBeUndefined();
    }
    const page = { environment: 'production', at: now, after: null, limit: 10 } as const;
    expect(await readFindings(tables, page)).toEqual([]);
  });

  let hasTimeline = false;
  async function createTimeline(): Promise<void> {
    if (hasTimeline) return;
    hasTimeline = true;
    const wanted = { projection: 'timeline', version: 1, translation: 'any', promotes: true };
    await createBuild(readModels.writer, wanted, now);
  }
});
