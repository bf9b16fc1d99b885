import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { findBuildIn } from '@subledger/read-models';
import { sql } from 'kysely';
import { startDatabases, type TestDatabases } from '../../read-models/test/databases.js';
import { held } from '../test/held.js';
import { type LedgerFolder, openLedgerFolder } from '../test/ledger-folder.js';
import { caughtUp, projectorOf, recordFlow } from '../test/projecting.js';
import { until } from '../test/until.js';
import { lifecycle } from './lifecycle.js';
import type { Projection } from './projection.js';
import type { Projector } from './projector.js';

let databases: TestDatabases;
let ledger: LedgerFolder;
let projector: Projector;
const failures: unknown[] = [];

async function start(kind: 'sqlite' | 'postgres', projection: Projection): Promise<void> {
  databases = await startDatabases(kind);
  ledger = await openLedgerFolder(databases);
  await recordFlow(ledger.store, 0);
  projector = projectorOf(ledger, [projection], failures);
  await projector.start();
  await caughtUp(ledger, 'lifecycle');
}

const live = async () => (await findBuildIn(ledger.readModels.reader, 'lifecycle', 'live'))?.build;

/** Kysely's introspection calls functions on each table, and fails where one is dropped between two of them. */
async function tablesOfFacts(): Promise<number> {
  const { rows } = await sql`
    SELECT 1 FROM pg_tables WHERE tablename LIKE 'facts\\_b%'`.execute(ledger.readModels.reader);
  return rows.length;
}

beforeEach(() => {
  failures.length = 0;
});
afterEach(async () => {
  await projector.stop();
  await ledger.close();
  await databases.remove();
});

it('takes over by itself with the number of one that was discarded as it caught up', async () => {
  let gate: PromiseWithResolvers<undefined> | null = null;
  let isInside = false;
  const gated: Projection = {
    ...lifecycle({}),
    apply: async (transaction, events) => {
      isInside = gate !== null;
      await gate?.promise;
      return lifecycle({}).apply(transaction, events);
    },
  };
  await start('sqlite', gated);
  const opened = Promise.withResolvers<undefined>();
  gate = opened;
  const first = await projector.rebuild('lifecycle', true);
  await until(() => isInside);
  // It waits for the batch that is at work, with which the build catches up.
  const discarding = projector.discard(first.build);
  gate = null;
  opened.resolve(undefined);
  await discarding;
  const second = await projector.rebuild('lifecycle', true);
  expect(second.build).toBe(first.build);
  await until(async () => (await live()) === second.build);
  expect(failures).toEqual([]);
}, 30_000);

it('is refused at once where it comes too early, and what answers follows on meanwhile', async () => {
  let behind: number | null = null;
  const gated: Projection = {
    ...lifecycle({}),
    apply: async (transaction, events) => {
      const { sql: text } = transaction.selectFrom('facts').selectAll().compile();
      if (behind !== null && text.includes(`facts_b${behind}`))
        throw Object.assign(new Error('database is locked'), { errcode: 5 });
      await lifecycle({}).apply(transaction, events);
    },
  };
  await start('sqlite', gated);
  behind = ((await live()) ?? 0) + 1;
  const { build } = await projector.rebuild('lifecycle', false);
  expect(build).toBe(behind);
  const began = performance.now();
  const refused = expect(projector.promote(build)).rejects.toMatchObject({
    code: 'rebuild-not-ready',
  });
  await recordFlow(ledger.store, 1);
  await caughtUp(ledger, 'lifecycle');
  await refused;
  expect(performance.now() - began).toBeLessThan(10_000);
  behind = null;
  await caughtUp(ledger, 'lifecycle', 'building');
  await projector.promote(build);
  expect(await live()).toBe(build);
}, 60_000);

it('is told as it was, and cleared away later, while a report still reads what answered before', async () => {
  await start('postgres', lifecycle({}));
  const before = await live();
  const { build } = await projector.rebuild('lifecycle', false);
  await caughtUp(ledger, 'lifecycle', 'building');
  const { reporter } = ledger.readModels;
  const table = sql.table(`facts_b${before ?? ''}`);
  const report = await held(reporter, sql`SELECT count(*) FROM ${table}`);
  await projector.promote(build);
  expect(await live()).toBe(build);
  expect(await tablesOfFacts()).toBe(2);
  expect(failures).not.toEqual([]);
  await report.end();
  await until(async () => (await tablesOfFacts()) === 1);
}, 60_000);

it('stops what answers for moments only while somebody reads a view and does not end, and says so', async () => {
  await start('postgres', lifecycle({}));
  const before = await live();
  const report = await held(ledger.readModels.reporter, sql`SELECT count(*) FROM facts`);
  const { build } = await projector.rebuild('lifecycle', true);
  await until(() => failures.length > 0);
  await recordFlow(ledger.store, 1);
  const began = performance.now();
  await caughtUp(ledger, 'lifecycle');
  expect(performance.now() - began).toBeLessThan(3_000);
  await wait(6_000);
  expect(failures.length).toBeLessThan(4);
  for (const failure of failures)
    expect(failure).toMatchObject({
      code: 'rebuild-not-ready',
      message: expect.stringContaining('transaction'),
    });
  expect(await live()).toBe(before);
  await report.end();
  await until(async () => (await live()) === build);
}, 60_000);
