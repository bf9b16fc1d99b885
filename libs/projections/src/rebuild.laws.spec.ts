import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSqliteEventStore, type RecordedEvent } from '@subledger/event-store';
import { flows } from '@subledger/flows';
import {
  type Build,
  createBuild,
  inBuild,
  openReadModels,
  type ReadModels,
} from '@subledger/read-models';
import fc from 'fast-check';
import { now, recordFlow } from '../test/projecting.js';
import { dump } from '../test/tables.js';
import { lifecycle } from './lifecycle.js';
import { timeline } from './timeline.js';

/** Most events of one log: enough for several flows of one customer to meet. */
const MOST_EVENTS = 14;

let folder: string;
let events: RecordedEvent[];
let live: Tables;
let rebuilt: Tables;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'subledger-laws-'));
  const store = await openSqliteEventStore({ file: join(folder, 'log.sqlite') });
  for (let place = 0; place < flows.length; place += 1) await recordFlow(store, place);
  events = [];
  for await (const event of store.readLog()) events.push(event);
  await store.close();
  live = await Tables.open(join(folder, 'live.sqlite'));
  rebuilt = await Tables.open(join(folder, 'rebuilt.sqlite'));
});

afterAll(async () => {
  await live.readModels.close();
  await rebuilt.readModels.close();
  rmSync(folder, { recursive: true });
});

describe('a rebuild', () => {
  it('equals the read model that followed live, whatever the log holds and however it came in', async () => {
    await fc.assert(
      fc.asyncProperty(
        logs(),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }),
        async (log, sizes) => {
          await live.apply(log, sizes);
          await rebuilt.apply(log, [log.length]);
          expect(await dump(rebuilt.readModels)).toEqual(await dump(live.readModels));
          await live.clear();
          await rebuilt.clear();
        },
      ),
      { numRuns: 1000 },
    );
  }, 120_000);
});

/** Some of the flows' events as a log, in any order: the flows share customers and transactions. */
const logs = () =>
  fc
    .shuffledSubarray(
      Array.from({ length: 150 }, (_, place) => place),
      { minLength: 1, maxLength: MOST_EVENTS },
    )
    .map((places) => places.flatMap((place) => events[place] ?? []));

/** The tables of both projections, without a runner. */
class Tables {
  readonly #projections = [lifecycle({}), timeline({})];
  readonly #builds: Build[] = [];

  private constructor(readonly readModels: ReadModels) {}

  static async open(file: string): Promise<Tables> {
    const tables = new Tables(await openReadModels({ file }));
    await tables.readModels.prepare();
    for (const projection of tables.#projections) {
      const wanted = { ...projection, projection: projection.name, promotes: true };
      tables.#builds.push(await createBuild(tables.readModels.writer, wanted, now()));
    }
    return tables;
  }

  /** In batches of the given sizes, repeated. */
  async apply(log: readonly RecordedEvent[], sizes: readonly number[]): Promise<void> {
    for (const [place, projection] of this.#projections.entries()) {
      const left = [...log];
      for (let turn = 0; left.length > 0; turn += 1) {
        const batch = left.splice(0, sizes[turn % sizes.length]);
        await this.readModels.writer
          .transaction()
          .execute((transaction) =>
            projection.apply(inBuild(transaction, this.#build(place)), batch),
          );
      }
    }
  }

  async clear(): Promise<void> {
    for (const build of this.#builds)
      for (const table of build.tables)
        await inBuild(this.readModels.writer, build).deleteFrom(table).execute();
  }

  #build(place: number): Build {
    const build = this.#builds[place];
    if (build === undefined) throw new Error('Every projection has a build.');
    return build;
  }
}
