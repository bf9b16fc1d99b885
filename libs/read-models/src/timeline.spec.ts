import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Position } from '@subledger/domain';
import { factOf } from '../../domain/test/deliveries.js';
import { BEGINNING, toInstant } from '../../domain/test/micros.js';
import { DATABASES, startDatabases, type TestDatabases } from '../test/databases.js';
import { createBuild } from './builds/change-builds.js';
import { inBuild } from './builds/tables-of-build.js';
import { openReadModels, type ReadModels } from './read-models.js';
import { findEvent, saveTimeline, type TranslatedDelivery } from './timeline.js';

const now = toInstant(BEGINNING);

const id = (number: number): string =>
  `00000000-0000-5000-8000-${String(number).padStart(12, '0')}`;

const delivery = (position: string, number: number): TranslatedDelivery => {
  const fact = factOf({ profile_id: 'p', event_type: 'access_level_updated' }, now, 'production');
  return {
    position: position as Position,
    stream: 'adapty-production-p',
    revision: 0n,
    bodySha256: '0'.repeat(64),
    facts: [{ fact: { ...fact, eventId: id(number) }, subject: null }],
  };
};

/** Where the log's events lie: neighbours, the edges of runs, and far apart; what SQLite counts, and EventStoreDB. */
const POSITIONS = {
  numbers: ['1', '2', '4095', '4096', '9000', '9007199254740993', '18446744073709551615'],
  pairs: [
    '0/0',
    '33554431/33554400',
    '33554432/33554432',
    '9007199254740993/5',
    '9223372036854775807/1',
  ],
};

describe.each(DATABASES)('over %s', (kind) => {
  let databases: TestDatabases;
  let readModels: ReadModels;
  beforeAll(async () => {
    databases = await startDatabases(kind);
  });
  afterAll(() => databases.remove());
  beforeEach(async () => {
    readModels = await openReadModels(await databases.next());
    const wanted = { projection: 'timeline', version: 1, translation: 'any', promotes: true };
    await createBuild(readModels.writer, wanted, now);
  });
  afterEach(() => readModels.close());

  const save = (deliveries: readonly TranslatedDelivery[]): Promise<void> =>
    saveTimeline(inBuild(readModels.writer, { build: 1, tables: ['events'] }), deliveries);

  it.each(Object.entries(POSITIONS))(
    'an event among %s is found by its id',
    async (_, positions) => {
      expect(await findEvent(readModels.reader, id(0))).toBeUndefined();
      await save(positions.map(delivery));
      for (const [number, position] of positions.entries())
        expect(await findEvent(readModels.reader, id(number))).toMatchObject({
          position,
          eventId: id(number),
        });
      expect(await findEvent(readModels.reader, id(positions.length))).toBeUndefined();
    },
  );

  it('of two events with one id the first is found', async () => {
    await save([delivery('9000', 7), delivery('20', 7)]);
    expect(await findEvent(readModels.reader, id(7))).toMatchObject({ position: '20' });
  });
});
