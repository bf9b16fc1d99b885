import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FrozenWay, openFrozenWay } from '../../test/frozen-way.js';
import { type PostgresServer, startPostgres } from '../../test/postgres.js';
import { createBuild } from '../builds/change-builds.js';
import { moveCheckpoint } from '../builds/feed-build.js';
import { findBuildIn, listBuilds } from '../builds/build.js';
import { isDatabaseFault } from '../database-fault.js';
import { openReadModels, type ReadModels } from '../read-models.js';
import { readSnapshot } from '../snapshot.js';
import type { Instant, Position } from '@subledger/domain';

const NOW = '2026-01-01T00:00:00.000000Z' as Instant;
const WANTED = { projection: 'quarantine', version: 1, translation: 'none', promotes: true };

let server: PostgresServer;
let way: FrozenWay | undefined;
const opened: ReadModels[] = [];
const open = async (url: string): Promise<ReadModels> => {
  const readModels = await openReadModels({ url });
  opened.push(readModels);
  return readModels;
};

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  for (const readModels of opened) await readModels.close();
  await way?.close();
  await server.remove();
});

const faultOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => error,
  );

describe('read models in PostgreSQL', () => {
  it('are created once by processes that start at the same time', async () => {
    const url = await server.createDatabase();
    const all = await Promise.all(Array.from({ length: 6 }, () => open(url)));
    for (const { reader } of all) expect(await listBuilds(reader)).toEqual([]);
    const stated = await server.run(url, 'SELECT count(*)::int AS n FROM subledger.schema_version');
    expect(stated).toEqual([{ n: 1 }]);
  });

  it('live in the schema that the URL names', async () => {
    const url = `${await server.createDatabase()}&schema=elsewhere`;
    await open(url);
    const plain = url.replace('&schema=elsewhere', '');
    expect(
      await server.run(plain, "SELECT schemaname FROM pg_tables WHERE tablename = 'builds'"),
    ).toEqual([{ schemaname: 'elsewhere' }]);
    await expect(openReadModels({ url: `${plain}&schema=x;y` })).rejects.toMatchObject({
      code: 'invalid-configuration',
    });
  });

  it('of another catalog are refused', async () => {
    const url = await server.createDatabase();
    await open(url);
    await server.run(url, 'UPDATE subledger.schema_version SET version = 99');
    await expect(openReadModels({ url })).rejects.toMatchObject({ code: 'invalid-configuration' });
  });

  it.each([
    ['a database that is not there', (url: string) => url.replace(/test_\d+/, 'nowhere')],
    ['a user who is not there', (url: string) => url.replace('user=subledger', 'user=nobody')],
  ])('with %s are refused without repeating the URL', async (_, wrong) => {
    const error = await faultOf(openReadModels({ url: wrong(await server.createDatabase()) }));
    expect(error).toMatchObject({ code: 'invalid-configuration' });
    expect(String(error)).not.toMatch(/nowhere|nobody/);
  });

  it('let one of two projectors move a checkpoint', async () => {
    const { writer } = await open(await server.createDatabase());
    const { build } = await createBuild(writer, WANTED, NOW);
    const move = { from: null, to: '7' as Position, lastEvent: null, applied: 1, at: NOW };
    const results = await Promise.allSettled(
      Array.from({ length: 4 }, () =>
        writer.transaction().execute((transaction) => moveCheckpoint(transaction, build, move)),
      ),
    );
    expect(results.map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
    ]);
    expect(await findBuildIn(writer, 'quarantine', 'live')).toMatchObject({
      position: '7',
      applied: 1,
    });
  });

  it('show a question one instant, and let it write nothing', async () => {
    const { writer, reader } = await open(await server.createDatabase());
    await createBuild(writer, WANTED, NOW);
    const seen = await readSnapshot(reader, async (snapshot) => {
      const before = await listBuilds(snapshot);
      await createBuild(writer, WANTED, NOW);
      return [before.length, (await listBuilds(snapshot)).length];
    });
    expect(seen).toEqual([1, 1]);
    await expect(createBuild(reader, { ...WANTED, projection: 'timeline' }, NOW)).rejects.toThrow(
      /read-only/,
    );
  });
});

describe('a lease', () => {
  it('is held by one process, kept by it, and free when it lets go', async () => {
    const url = await server.createDatabase();
    const [first, second] = [await open(url), await open(url)];
    expect(await first.leases.renew(['a', 'b'])).toEqual(new Set(['a', 'b']));
    expect(await second.leases.renew(['a', 'b', 'c'])).toEqual(new Set(['c']));
    expect(await first.leases.renew(['a', 'b', 'c'])).toEqual(new Set(['a', 'b']));
    await first.leases.release(['a']);
    expect(await second.leases.renew(['a', 'b'])).toEqual(new Set(['a']));
  });

  it('of a process that is gone runs out', async () => {
    const url = await server.createDatabase();
    const [first, second] = [await open(url), await open(url)];
    await first.leases.renew(['a']);
    await server.run(url, "UPDATE subledger.leases SET expires_at = now() - interval '1 ms'");
    expect(await second.leases.renew(['a'])).toEqual(new Set(['a']));
    expect(await first.leases.renew(['a'])).toEqual(new Set());
  });
});

describe('trouble with the server', () => {
  it("is distinguished from an event's fault, and passes", async () => {
    const url = await server.createDatabase();
    const { reader, writer } = await open(url);
    await listBuilds(reader);
    const inTransaction = faultOf(
      writer.transaction().execute(async (transaction) => {
        await listBuilds(transaction);
        await server.stop('crash');
        await listBuilds(transaction);
      }),
    );
    expect(isDatabaseFault(await inTransaction)).toBe(true);
    expect(isDatabaseFault(await faultOf(listBuilds(reader)))).toBe(true);
    // A start without a server succeeds: everything that asks it fails until it is there.
    const early = await open(url);
    expect(isDatabaseFault(await faultOf(early.prepare()))).toBe(true);
    await server.start();
    await early.prepare();
    for (const each of [reader, writer, early.reader]) expect(await listBuilds(each)).toEqual([]);
  });

  it('is also a connection that an operator ends', async () => {
    const url = await server.createDatabase();
    const { writer } = await open(url);
    const error = await faultOf(
      writer.transaction().execute(async (transaction) => {
        await listBuilds(transaction);
        await server.run(
          url,
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
        );
        await listBuilds(transaction);
      }),
    );
    expect(isDatabaseFault(error)).toBe(true);
    expect(await listBuilds(writer)).toEqual([]);
  });

  it('is also a connection that says no more: it is given up, and not asked again', async () => {
    way = await openFrozenWay(await server.createDatabase());
    const { reader, writer } = await open(`${way.url}?query_timeout=500`);
    for (const each of [reader, writer]) await listBuilds(each);
    way.freeze();
    for (const each of [reader, writer]) {
      expect(isDatabaseFault(await faultOf(listBuilds(each)))).toBe(true);
      expect(await listBuilds(each)).toEqual([]);
    }
    way.freeze();
    const begun = writer.transaction().execute((transaction) => listBuilds(transaction));
    expect(isDatabaseFault(await faultOf(begun))).toBe(true);
    expect(await listBuilds(writer)).toEqual([]);
  });

  it('is not a value that the database cannot take', async () => {
    const { writer } = await open(await server.createDatabase());
    const error = await faultOf(
      writer.selectFrom('builds').selectAll().where('state', '=', 'a\u0000b').execute(),
    );
    expect(error).toBeInstanceOf(Error);
    expect(isDatabaseFault(error)).toBe(false);
  });
});
