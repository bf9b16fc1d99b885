import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { crewWith, LoadingFolder } from '../../test/loading.js';
import { dump } from '../../test/tables.js';
import { until } from '../../test/until.js';
import { caughtUp, statusPartsOf } from '../../test/projecting.js';
import { lifecycle } from '../lifecycle.js';
import { quarantine } from '../quarantine.js';
import { describeBuilds } from '../status.js';
import { timeline } from '../timeline.js';

/** A load that was begun over one log has no say in what is made of another one that was put in its place. */

const projections = [lifecycle({}), timeline({}), quarantine()];
const ours = new LoadingFolder();
/** As long, and longer, with other events. */
const others = new LoadingFolder();
let wanted: Record<string, unknown[]>;

const ofLifecycle = (tables: Record<string, unknown[]>) => ({
  ...tables,
  events: [],
  quarantine: [],
});

beforeAll(async () => {
  await ours.open();
  await others.open();
  await ours.tell(8);
  await others.tell(10, 20);
  wanted = ofLifecycle(await others.grown('followed.sqlite', { projections }));
}, 120_000);

afterAll(async () => {
  await ours.remove();
  await others.remove();
});

it('leaves all that it has loaded with what tells the log from another one', async () => {
  await ours.grown('whole.sqlite', { projections, bulk: {} });
  const readModels = await ours.openModels('whole.sqlite');
  const projector = others.projector(readModels, { projections, bulk: {} });
  await projector.start();
  const parts = statusPartsOf(projector, { store: others.store, readModels });
  await until(async () => {
    const builds = await describeBuilds(parts);
    return builds.length === 3 && builds.every(({ activity }) => activity === 'failing');
  });
  await projector.stop();
  await readModels.close();
}, 60_000);

it('starts over where it was stopped over another log', async () => {
  const name = 'half.sqlite';
  const readModels = await ours.openModels(name);
  const stopped = Promise.withResolvers<undefined>();
  let folded = 0;
  const startCrew = crewWith((kind) => {
    if (kind !== 'fold' || (folded += 1) !== 3) return;
    void first.stop().then(() => {
      stopped.resolve(undefined);
    });
  });
  const first = ours.projector(readModels, {
    projections: [lifecycle({})],
    bulk: { startCrew },
  });
  await first.start();
  await stopped.promise;
  expect(folded).toBeGreaterThanOrEqual(3);
  const second = others.projector(readModels, { projections: [lifecycle({})], bulk: {} });
  await second.start();
  await caughtUp({ store: others.store, readModels }, 'lifecycle');
  await second.stop();
  expect(ofLifecycle(await dump(readModels))).toEqual(wanted);
  await readModels.close();
}, 60_000);

it('gathers no translation of another log', async () => {
  const name = 'timeline.sqlite';
  await ours.grown(name, { projections: [timeline({})], bulk: {} });
  const readModels = await ours.openModels(name);
  const projector = others.projector(readModels, {
    projections: [lifecycle({}), timeline({})],
    bulk: {},
  });
  await projector.start();
  await caughtUp({ store: others.store, readModels }, 'lifecycle');
  await projector.stop();
  expect(ofLifecycle(await dump(readModels))).toEqual(wanted);
  await readModels.close();
}, 60_000);
