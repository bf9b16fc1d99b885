import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hashBody } from '@subledger/adapty';
import { RECORDED_TYPES } from '@subledger/domain';
import { findBuildIn } from '@subledger/read-models';
import { crewWith, type Loading, LoadingFolder } from '../../test/loading.js';
import { caughtUp } from '../../test/projecting.js';
import { dump } from '../../test/tables.js';
import { until } from '../../test/until.js';
import { lifecycle } from '../lifecycle.js';
import type { Projection } from '../projection.js';
import { timeline } from '../timeline.js';
import { ownCrew } from './bulk-loader.js';
import { JobFault } from './crew.js';

let folder: LoadingFolder;
beforeEach(async () => {
  folder = new LoadingFolder();
  await folder.open();
});
afterEach(() => folder.remove());

/** A delivery that no projection can apply: it was recorded for an environment that nobody knows. */
async function recordUnreadable(): Promise<string> {
  const id = randomUUID();
  const data = new TextEncoder().encode('{"event_type":"subscription_started"}');
  const metadata = { environment: 'staging', bodySha256: hashBody(data), source: 'webhook' };
  const event = { id, type: RECORDED_TYPES.accepted, data, metadata };
  await folder.store.append('production-unreadable', 'no_stream', [event]);
  return id;
}

/** What is in the read models once the live build of the timeline has passed over an event that it stands still at. */
async function grownPast(eventId: string, name: string, loading: Loading) {
  const readModels = await folder.openModels(name);
  const projector = folder.projector(readModels, loading);
  await projector.start();
  const standing = () => findBuildIn(readModels.reader, 'timeline', 'live');
  await until(async () => (await standing())?.failure?.eventId === eventId);
  await projector.skip((await standing())?.build ?? 0, eventId);
  await caughtUp({ store: folder.store, readModels }, 'timeline');
  await projector.stop();
  const made = await dump(readModels);
  await readModels.close();
  return made;
}

describe('a load at once that is given up', () => {
  const projections = [timeline({})];

  it('leaves what it has loaded up to the event that cannot be applied', async () => {
    await folder.tell(8);
    const unreadable = await recordUnreadable();
    await folder.tell(2, 8);
    const followed = await grownPast(unreadable, 'followed.sqlite', { projections });
    const loaded = await grownPast(unreadable, 'loaded.sqlite', { projections, bulk: {} });
    expect(followed.events).not.toEqual([]);
    expect(loaded).toEqual(followed);
  }, 60_000);

  it('leaves what it has loaded until a thread died', async () => {
    await folder.tell(8);
    const followed = await folder.grown('followed.sqlite', { projections });
    let given = 0;
    const startCrew = crewWith(() => {
      given += 1;
      if (given === 2) throw new JobFault('JS heap out of memory');
    });
    const bulk = { startCrew };
    expect(await folder.grown('loaded.sqlite', { projections, bulk })).toEqual(followed);
    expect(given).toBe(2);
  }, 60_000);
});

describe('a load at once whose source is replaced', () => {
  it('is told, and begun anew from the one that answers then', async () => {
    await folder.tell(8);
    const projections = [lifecycle({}), timeline({})];
    const followed = await folder.grown('followed.sqlite', { projections });
    const readModels = await folder.openModels('loaded.sqlite');
    const live = () => findBuildIn(readModels.reader, 'timeline', 'live');
    const folded: string[] = [];
    const failures: unknown[] = [];
    let isReplaced = false;
    const replaceTimeline = async (): Promise<void> => {
      isReplaced = true;
      const before = await live();
      await projector.rebuild('timeline', true);
      await until(async () => (await live())?.build !== before?.build);
      const gone = `SELECT name FROM sqlite_master WHERE name = 'events_b${before?.build ?? 0}'`;
      const file = new DatabaseSync(folder.file('loaded.sqlite'), { readOnly: true });
      await until(() => file.prepare(gone).all().length === 0);
      file.close();
    };
    const startCrew: NonNullable<NonNullable<Loading['bulk']>['startCrew']> = (data) => {
      const crew = ownCrew(data);
      return {
        close: () => crew.close(),
        inOrder: async function* (jobs, ahead) {
          const all = [...jobs];
          if (all[0]?.kind === 'gather' && !isReplaced) await replaceTimeline();
          for await (const one of crew.inOrder(all, ahead)) {
            if (one.job.kind === 'fold') folded.push(one.job.kind);
            yield one;
          }
        },
      };
    };
    const projector = folder.projector(readModels, { projections, bulk: { startCrew } }, failures);
    await projector.start();
    for (const { name } of projections) await caughtUp({ store: folder.store, readModels }, name);
    await projector.stop();
    expect(failures.map(String)).toContainEqual(expect.stringContaining('no such table'));
    expect(folded).not.toEqual([]);
    expect((await dump(readModels)).facts).toEqual(followed.facts);
    await readModels.close();
  }, 60_000);
});

it('a timeline that is being loaded has the index by which it is asked for an event id', async () => {
  await folder.tell(8);
  const indices: unknown[] = [];
  const look = (): void => {
    const file = new DatabaseSync(folder.file('loaded.sqlite'), { readOnly: true });
    const asked = "SELECT count(*) AS count FROM sqlite_master WHERE name LIKE 'events_b%_by_run'";
    indices.push(file.prepare(asked).get()?.count);
    file.close();
  };
  const bulk = { startCrew: crewWith(look) };
  await folder.grown('loaded.sqlite', { projections: [timeline({})], bulk });
  expect(indices.length).toBeGreaterThan(1);
  expect(new Set(indices)).toEqual(new Set([1]));
}, 60_000);

it('a load of subjects takes in what the timeline was let pass over', async () => {
  await folder.tell(8);
  const wanted = await folder.grown('followed.sqlite', { projections: [lifecycle({})] });
  let isBroken = true;
  // A fault of the timeline alone, which is mended since.
  const faulty: Projection = {
    ...timeline({}),
    apply: (transaction, events) => {
      if (isBroken && events.some(({ position }) => position === '100'))
        throw new Error('The timeline cannot write this one.');
      return timeline({}).apply(transaction, events);
    },
  };
  const readModels = await folder.openModels('loaded.sqlite');
  const before = folder.projector(readModels, { projections: [faulty] });
  await before.start();
  await until(
    async () => (await findBuildIn(readModels.reader, 'timeline', 'live'))?.failure !== null,
  );
  const standing = await findBuildIn(readModels.reader, 'timeline', 'live');
  await before.skip(standing?.build ?? 0, standing?.failure?.eventId ?? '');
  await caughtUp({ store: folder.store, readModels }, 'timeline');
  await before.stop();
  await readModels.close();
  isBroken = false;
  const projections = [timeline({}), lifecycle({})];
  const { events, ...made } = await folder.grown('loaded.sqlite', { projections, bulk: {} });
  const recorded = await folder.store.countAfter(null);
  expect(events).toHaveLength((recorded ?? 0) - 1);
  expect(made).toEqual(wanted);
}, 60_000);
