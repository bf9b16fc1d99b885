import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type EventStore, openSqliteEventStore } from '@subledger/event-store';
import { flows, relabel } from '@subledger/flows';
import {
  type Build,
  createBuild,
  findBuild,
  openReadModels,
  type ReadModels,
} from '@subledger/read-models';
import fc from 'fast-check';
import { recordByOperators, type Told } from '../../test/by-operators.js';
import { record } from '../../test/ledger-folder.js';
import { now } from '../../test/projecting.js';
import { dump } from '../../test/tables.js';
import { lifecycle } from '../lifecycle.js';
import type { Projection } from '../projection.js';
import { quarantine } from '../quarantine.js';
import { ProjectionRunner } from '../runner.js';
import { timeline } from '../timeline.js';
import type { BulkCrew } from './bulk-load.js';
import { BulkLoader, ownCrew } from './bulk-loader.js';

/** How often every flow is told, each time by customers and transactions of its own. */
const ROUNDS = 12;

let folder: string;
let logFile: string;
let store: EventStore;
let followed: Record<string, unknown[]>;
/** Threads take long to start from sources: all loads share them. */
let crew: BulkCrew;
let closeCrew: () => Promise<void>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'subledger-bulk-'));
  logFile = join(folder, 'log.sqlite');
  store = await openSqliteEventStore({ file: logFile });
  const told: Told[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    for (const flow of flows)
      for (const step of (round === 0 ? flow : relabel(flow, String(round))).steps)
        for (const body of step.deliver) {
          const environment = round % 3 === 2 ? 'sandbox' : 'production';
          told.push({ body, eventId: await record(store, body, step.at, environment) });
        }
  const [first, second] = told.filter(({ body }) => body.event_properties !== undefined);
  if (first === undefined || second === undefined) throw new Error('The flows deliver too little.');
  await recordByOperators(store, [first, second]);
  const own = ownCrew({ logFile, names: {} });
  closeCrew = () => own.close();
  crew = { inOrder: own.inOrder.bind(own), close: () => Promise.resolve() };
  const readModels = await openReadModels({ file: join(folder, 'followed.sqlite') });
  await feed(readModels, timeline({}));
  await feed(readModels, lifecycle({}));
  await feed(readModels, quarantine());
  followed = await dump(readModels);
  await readModels.close();
}, 120_000);

afterAll(async () => {
  await closeCrew();
  await store.close();
  rmSync(folder, { recursive: true });
});

describe('a load at once', () => {
  it('makes the rows that following event by event makes, from the translation that is kept', async () => {
    const readModels = await openReadModels({ file: join(folder, 'kept.sqlite') });
    await feed(readModels, timeline({}), { bulk: true });
    await feed(readModels, lifecycle({}), { bulk: true });
    await feed(readModels, quarantine(), { bulk: true });
    expect(await dump(readModels)).toEqual(followed);
    expect(readdirSync(folder).filter((name) => name.includes('-build-'))).toEqual([]);
    await readModels.close();
  });

  it('makes them from the bodies where no translation is kept', async () => {
    const readModels = await openReadModels({ file: join(folder, 'bodies.sqlite') });
    await feed(readModels, lifecycle({}), { bulk: true });
    const { events, quarantine: kept, ...rest } = followed;
    expect(events).not.toEqual([]);
    expect(kept).toHaveLength(2);
    expect(await dump(readModels)).toEqual(rest);
    await readModels.close();
  });

  it('makes them wherever it is stopped, and however often it goes on', async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 14 }), { maxLength: 5 }),
        async (stops) => {
          runs += 1;
          const readModels = await openReadModels({ file: join(folder, `stopped-${runs}.sqlite`) });
          await feed(readModels, timeline({}), { bulk: true, stops });
          await feed(readModels, lifecycle({}), { bulk: true, stops });
          await feed(readModels, quarantine(), { bulk: true, stops });
          expect(await dump(readModels)).toEqual(followed);
          await readModels.close();
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  it('has taken in what people corrected, noted, tried again and loaded from an export', () => {
    const kinds = followed.events?.map((row) => (JSON.parse(String(row)) as { kind: string }).kind);
    expect(kinds?.filter((kind) => kind === 'correction')).toHaveLength(2);
    expect(kinds?.filter((kind) => kind === 'annotation')).toHaveLength(1);
    expect(followed.events?.filter((row) => !String(row).includes('"further":null'))).toHaveLength(
      1,
    );
    const exported = String.raw`\"source\":\"export\"`;
    expect(followed.events?.filter((row) => String(row).includes(exported))).toHaveLength(2);
    expect(
      followed.quarantine?.filter((row) => String(row).includes('"recorded_as":null')),
    ).toHaveLength(1);
  });

  it('leaves it to following when a fact cannot be folded, so that it stands still there', async () => {
    const readModels = await openReadModels({ file: join(folder, 'poisoned.sqlite') });
    await feed(readModels, timeline({}), { bulk: true });
    await readModels.writer
      .updateTable('events_b1' as 'events')
      .set({ fact: '{"eventId":' })
      .where('position', '=', '7'.padStart(20, '0'))
      .execute();
    const failures = await feed(readModels, lifecycle({}), { bulk: true, fails: true });
    expect(failures).toEqual([expect.stringContaining('is not valid JSON')]);
    const { events, quarantine: kept, ...rest } = followed;
    expect(kept).toHaveLength(2);
    const { events: poisoned, ...made } = await dump(readModels);
    expect(poisoned).not.toEqual(events);
    expect(made).toEqual(rest);
    await readModels.close();
  });
});

/**
 * Feeds a new build of a projection until it has come as far as the log.
 *
 * @param stops after how many saved steps it is stopped, time after time.
 * @param fails whether it may fail on its way.
 * @returns what was told of failures.
 */
async function feed(
  readModels: ReadModels,
  projection: Projection,
  { bulk = false, stops = [] as readonly number[], fails = false } = {},
): Promise<readonly string[]> {
  const { name, version, translation } = projection;
  const wanted = { projection: name, version, translation, promotes: true };
  const { build } = await createBuild(readModels.writer, wanted, now());
  const failures: string[] = [];
  for (const stop of [...stops, Infinity])
    failures.push(
      ...(await run(readModels, projection, await existing(readModels, build), bulk, stop)),
    );
  if (!fails) expect(failures).toEqual([]);
  return failures;
}

async function existing({ reader }: ReadModels, build: number): Promise<Build> {
  const found = await findBuild(reader, build);
  if (found === undefined) throw new Error('The build is gone.');
  return found;
}

async function run(
  readModels: ReadModels,
  projection: Projection,
  build: Build,
  isBulk: boolean,
  stop: number,
): Promise<readonly string[]> {
  const failures: string[] = [];
  const over = Promise.withResolvers<undefined>();
  let steps = 0;
  // Every step that is saved asks for the time.
  const counting = () => {
    steps += 1;
    // In a turn of its own, because the first step is the runner's own making.
    if (steps >= stop)
      setImmediate(
        () =>
          void runner.stop().then(() => {
            over.resolve(undefined);
          }),
      );
    return now();
  };
  const parts = { store, readModels, now: counting };
  const bulk = new BulkLoader({
    ...parts,
    logFile,
    names: {},
    leastEvents: 50,
    startCrew: () => crew,
  });
  const runner = new ProjectionRunner(projection, build, {
    ...parts,
    ...(isBulk ? { bulk } : {}),
    onFailure: (_, error) => failures.push(String(error)),
    onCaughtUp: () => {
      over.resolve(undefined);
    },
  });
  runner.start();
  await over.promise;
  await runner.stop();
  return failures;
}
