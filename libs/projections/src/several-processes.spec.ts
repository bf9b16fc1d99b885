import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FIRST_INSTANT, instantFromEpochMs } from '@subledger/domain';
import { flows } from '@subledger/flows';
import { findBuild, findBuildIn, openReadModels, type ReadModels } from '@subledger/read-models';
import { sql } from 'kysely';
import { type PostgresServer, startPostgres } from '../../read-models/test/postgres.js';
import { held } from '../test/held.js';
import { type LedgerFolder, openLedgerFolder, record } from '../test/ledger-folder.js';
import {
  caughtUp,
  liveVersion,
  projectorOf,
  statusPartsOf,
  recordFlow,
} from '../test/projecting.js';
import { dump } from '../test/tables.js';
import { until } from '../test/until.js';
import { lifecycle } from './lifecycle.js';
import type { Projection } from './projection.js';
import type { Projector } from './projector.js';
import { describeBuilds } from './status.js';
import { timeline } from './timeline.js';

const TERMINATE =
  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'subledger write'";

/** In which whoever holds a lease looks several times what it is to do. */
const ROUNDS_MS = 3_000;

let server: PostgresServer;
let url: string;
/** The log and the first process's read models. */
let ledger: LedgerFolder;
let others: ReadModels[];
let projectors: Projector[];

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server.remove();
});
beforeEach(async () => {
  url = await server.createDatabase();
  ledger = await openLedgerFolder({
    next: () => Promise.resolve({ url }),
    remove: () => Promise.resolve(),
  });
  [others, projectors] = [[], []];
});
afterEach(async () => {
  await Promise.all(projectors.map((projector) => projector.stop()));
  for (const other of others) await other.close();
  await ledger.close();
});

/** A projector with connections of its own, as another process has. */
async function startAnother(
  projections: readonly Projection[] = [lifecycle({})],
  failures: unknown[] = [],
  databaseUrl = url,
): Promise<Projector> {
  const readModels = await openReadModels({ url: databaseUrl });
  others.push(readModels);
  const projector = projectorOf({ store: ledger.store, readModels }, projections, failures);
  projectors.push(projector);
  await projector.start();
  return projector;
}

/** What one process alone makes of the log. */
async function aloneOver(databaseUrl: string): Promise<Record<string, unknown[]>> {
  const readModels = await openReadModels({ url: databaseUrl });
  others.push(readModels);
  const projector = projectorOf({ store: ledger.store, readModels }, [lifecycle({})]);
  projectors.push(projector);
  await projector.start();
  await caughtUp({ store: ledger.store, readModels }, 'lifecycle');
  return dump(readModels);
}

const holders = (projector: Projector, build: number): boolean =>
  projector.runnerOf(build) !== undefined;

const liveBuild = async (): Promise<number> =>
  (await findBuildIn(ledger.readModels.reader, 'lifecycle', 'live'))?.build ?? 0;

/** The projection, whose rebuild finds the database busy until the gate opens. */
const gated = (gate: { readonly isOpen: boolean }): Projection => ({
  ...lifecycle({}),
  apply: async (transaction, events) => {
    if (!gate.isOpen) throw Object.assign(new Error('too many connections'), { code: '53300' });
    await lifecycle({}).apply(transaction, events);
  },
});

describe('a projector', () => {
  it('starts over where somebody drops the whole schema under it', async () => {
    await recordFlow(ledger.store, 0);
    await startAnother();
    await caughtUp(ledger, 'lifecycle');
    const before = await dump(ledger.readModels);
    await server.run(url, 'DROP SCHEMA subledger CASCADE');
    await until(async () => {
      const all = await dump(ledger.readModels).catch(() => null);
      return all !== null && JSON.stringify(all) === JSON.stringify(before);
    });
  });
});

describe('a projector whose database takes no writes', () => {
  it('says why it takes nothing up, and takes it up once it does', async () => {
    await recordFlow(ledger.store, 0);
    const first = await startAnother();
    await caughtUp(ledger, 'lifecycle');
    await first.stop();
    const name = new URL(url).pathname.slice(1);
    // From another database: in this one even that would be a write.
    const elsewhere = await server.createDatabase();
    await server.run(elsewhere, `ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    const second = await startAnother();
    await recordFlow(ledger.store, 1);
    const told = () => describeBuilds(statusPartsOf(second, ledger));
    expect(await told()).toMatchObject([
      { activity: 'failing', trouble: expect.stringContaining('read-only transaction') },
    ]);
    await server.run(elsewhere, `ALTER DATABASE ${name} RESET default_transaction_read_only`);
    await server.run(url, TERMINATE);
    await caughtUp(ledger, 'lifecycle');
    await until(async () => (await told())[0]?.trouble === null);
    expect(await told()).toMatchObject([{ activity: 'following' }]);
  });
});

describe('two projectors', () => {
  it('take over while somebody still reads what answered before', async () => {
    const failures: unknown[] = [];
    await recordFlow(ledger.store, 0);
    const first = await startAnother([lifecycle({}), timeline({})]);
    await caughtUp(ledger, 'lifecycle');
    const before = await liveBuild();
    // As pg_dump does, for as long as it takes.
    const { reporter } = ledger.readModels;
    const report = await held(reporter, sql`SELECT count(*) FROM ${sql.table(`facts_b${before}`)}`);
    await first.rebuild('lifecycle', true);
    await until(async () => (await liveBuild()) !== before);
    await first.stop();
    await startAnother([lifecycle({}), timeline({})], failures);
    await recordFlow(ledger.store, 1);
    const since = performance.now();
    await caughtUp(ledger, 'lifecycle');
    await caughtUp(ledger, 'timeline');
    expect(performance.now() - since).toBeLessThan(5_000);
    await until(() => failures.length > 0);
    expect(failures).toMatchObject([{ code: '55P03' }]);
    await report.end();
  }, 60_000);

  it('share the work: one feeds, and the other one takes over when it stops', async () => {
    await recordFlow(ledger.store, 0);
    const [first, second] = [await startAnother(), await startAnother()];
    await caughtUp(ledger, 'lifecycle');
    const build = await liveBuild();
    expect([holders(first, build), holders(second, build)]).toEqual([true, false]);
    const told = await describeBuilds(statusPartsOf(second, ledger));
    expect(told).toMatchObject([{ activity: 'following', lag: { events: 0 } }]);
    await first.stop();
    await recordFlow(ledger.store, 1);
    await caughtUp(ledger, 'lifecycle');
    expect(holders(second, build)).toBe(true);
    expect(await dump(ledger.readModels)).toEqual(await aloneOver(await server.createDatabase()));
  });

  it('stall only once an event has waited for long, however long there was none before', async () => {
    const gate = { isOpen: true };
    await recordFlow(ledger.store, 0);
    await startAnother([gated(gate)]);
    const second = await startAnother([gated(gate)]);
    await caughtUp(ledger, 'lifecycle');
    gate.isOpen = false;
    const appliedMs = Date.now();
    const toldAfter = (seconds: number) => {
      const at = instantFromEpochMs(appliedMs + seconds * 1_000) ?? FIRST_INSTANT;
      return describeBuilds({ ...statusPartsOf(second, ledger), now: () => at });
    };
    const [body] = flows[1]?.steps[0]?.deliver ?? [];
    // To the second: that is how exactly a delivery is recorded here.
    const at = new Date(appliedMs + 40_000).toISOString().replace(/\.\d+Z$/, 'Z');
    await record(ledger.store, body ?? {}, at);
    expect((await toldAfter(41))[0]).toMatchObject({ activity: 'following', lag: { events: 1 } });
    expect((await toldAfter(75))[0]).toMatchObject({ activity: 'stalled', lag: { events: 1 } });
  });

  it('apply every event once when connections are cut in the middle of batches', async () => {
    const failures: unknown[] = [];
    let cuts = 3;
    const sound = lifecycle({});
    const cut: Projection = {
      ...sound,
      apply: async (transaction, events) => {
        await sound.apply(transaction, events);
        if (cuts <= 0) return;
        cuts -= 1;
        // Everything is written and nothing is committed.
        await server.run(url, TERMINATE);
      },
    };
    await startAnother([cut], failures);
    await startAnother([cut], failures);
    for (let place = 0; place < 4; place += 1) await recordFlow(ledger.store, place);
    await caughtUp(ledger, 'lifecycle');
    expect(cuts).toBe(0);
    expect(failures.length).toBeGreaterThanOrEqual(3);
    const { applied } = (await findBuildIn(ledger.readModels.reader, 'lifecycle', 'live')) ?? {};
    expect(applied).toBe(await ledger.store.countAfter(null));
    expect(await dump(ledger.readModels)).toEqual(await aloneOver(await server.createDatabase()));
  });

  it('go on when the database comes back, and start before it is there', async () => {
    const failures: unknown[] = [];
    await startAnother([lifecycle({})], failures);
    await recordFlow(ledger.store, 0);
    await caughtUp(ledger, 'lifecycle');
    await server.stop('crash');
    const early = startAnother([lifecycle({})], failures);
    await recordFlow(ledger.store, 1);
    await early;
    await until(() => failures.length > 0);
    await server.start();
    await caughtUp(ledger, 'lifecycle');
    expect(await dump(ledger.readModels)).toEqual(await aloneOver(await server.createDatabase()));
  });

  it('rebuild and promote whichever of them is asked', async () => {
    await recordFlow(ledger.store, 0);
    await startAnother();
    const second = await startAnother();
    await caughtUp(ledger, 'lifecycle');
    const before = await dump(ledger.readModels);
    const { build } = await second.rebuild('lifecycle', false);
    await caughtUp(ledger, 'lifecycle', 'building');
    expect(holders(second, build)).toBe(false);
    await second.promote(build);
    expect(await liveBuild()).toBe(build);
    expect(await dump(ledger.readModels)).toEqual(before);
    await recordFlow(ledger.store, 1);
    await caughtUp(ledger, 'lifecycle');
  });

  it('refuse a promotion that comes too early whichever is asked, and let it not take place later', async () => {
    const gate = { isOpen: true };
    await recordFlow(ledger.store, 0);
    await startAnother([gated(gate)]);
    const second = await startAnother([gated(gate)]);
    await caughtUp(ledger, 'lifecycle');
    const before = await liveBuild();
    gate.isOpen = false;
    const { build } = await second.rebuild('lifecycle', false);
    const began = performance.now();
    await expect(second.promote(build)).rejects.toMatchObject({ code: 'rebuild-not-ready' });
    expect(performance.now() - began).toBeLessThan(10_000);
    gate.isOpen = true;
    await caughtUp(ledger, 'lifecycle', 'building');
    await wait(ROUNDS_MS);
    expect(await liveBuild()).toBe(before);
  }, 60_000);

  it('take a promotion back that was asked of the other one and given up', async () => {
    await recordFlow(ledger.store, 0);
    await startAnother();
    const second = await startAnother();
    await caughtUp(ledger, 'lifecycle');
    const before = await liveBuild();
    const { build } = await second.rebuild('lifecycle', false);
    await caughtUp(ledger, 'lifecycle', 'building');
    const reading = await held(ledger.readModels.reporter, sql`SELECT count(*) FROM facts`);
    const promoted = expect(second.promote(build)).rejects.toMatchObject({
      code: 'rebuild-not-ready',
    });
    await until(async () => (await findBuild(ledger.readModels.reader, build))?.promotes === true);
    await second.stop();
    await promoted;
    await reading.end();
    await wait(ROUNDS_MS);
    expect(await liveBuild()).toBe(before);
    expect(await findBuild(ledger.readModels.reader, build)).toMatchObject({ promotes: false });
  }, 60_000);

  it('say what holds a promotion up while a batch is at work for long', async () => {
    await recordFlow(ledger.store, 0);
    const impatient = `${url}&options=${encodeURIComponent('-c lock_timeout=300')}`;
    const first = await startAnother([lifecycle({})], [], impatient);
    const second = await startAnother([lifecycle({})], [], impatient);
    await caughtUp(ledger, 'lifecycle');
    const { build } = await second.rebuild('lifecycle', false);
    await caughtUp(ledger, 'lifecycle', 'building');
    const batch = await held(
      ledger.readModels.writer,
      sql`UPDATE builds SET applied = applied WHERE build = ${build}`,
    );
    const refused = { code: 'rebuild-not-ready', message: expect.stringContaining('transaction') };
    await expect(second.promote(build)).rejects.toMatchObject(refused);
    await expect(first.promote(build)).rejects.toMatchObject(refused);
    await batch.end();
    await second.promote(build);
    expect(await liveBuild()).toBe(build);
  }, 60_000);

  it('forget a rebuild that the other one was told to discard', async () => {
    await recordFlow(ledger.store, 0);
    const [first, second] = [await startAnother(), await startAnother()];
    await caughtUp(ledger, 'lifecycle');
    const { build } = await second.rebuild('lifecycle', false);
    await caughtUp(ledger, 'lifecycle', 'building');
    await second.discard(build);
    await until(() => !holders(first, build));
    await recordFlow(ledger.store, 1);
    await caughtUp(ledger, 'lifecycle');
  });

  it('of two versions: the newer one builds its own once it may, and refuses the older one', async () => {
    await recordFlow(ledger.store, 0);
    const first = await startAnother();
    await startAnother([lifecycle({}), { ...lifecycle({}), version: 2 }]);
    await caughtUp(ledger, 'lifecycle');
    expect(await liveVersion(ledger.readModels, 'lifecycle')).toBe(1);
    await first.stop();
    await until(async () => (await liveVersion(ledger.readModels, 'lifecycle')) === 2);
    await expect(startAnother()).rejects.toMatchObject({ code: 'invalid-configuration' });
  });
});
