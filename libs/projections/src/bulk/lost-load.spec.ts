import {
  copyFileSync,
  existsSync,
  mkdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { crewWith, LoadingFolder } from '../../test/loading.js';
import { dump } from '../../test/tables.js';
import { until } from '../../test/until.js';
import { lifecycle } from '../lifecycle.js';
import { timeline } from '../timeline.js';
import type { LoadState } from './load-state.js';

/** What a load keeps to go on from is worth nothing without the rows that it tells of, and the other way round. */

const projections = [lifecycle({}), timeline({})];
const folder = new LoadingFolder();
let wanted: Record<string, unknown[]>;

beforeAll(async () => {
  await folder.open();
  await folder.tell(8);
  wanted = await folder.grown('followed.sqlite', { projections });
}, 120_000);

afterAll(() => folder.remove());

/** The lifecycle is the first build of the file. */
const scratchOf = (name: string): string => `${folder.file(name)}-build-1`;

function onState<Result>(name: string, work: (sorter: DatabaseSync) => Result): Result | undefined {
  const file = join(scratchOf(name), 'sorter.sqlite');
  if (!existsSync(file)) return undefined;
  const sorter = new DatabaseSync(file);
  try {
    return work(sorter);
  } finally {
    sorter.close();
  }
}

/** What the load has saved; undefined before that. */
function stateOf(name: string): LoadState | undefined {
  const text = onState(name, (sorter) => {
    const hasState = sorter.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'progress'").get();
    return hasState && sorter.prepare('SELECT state FROM progress').get()?.state;
  });
  return text === undefined ? undefined : (JSON.parse(String(text)) as LoadState);
}

const isFolding = (name: string, atLeast: number): boolean => {
  const step = stateOf(name)?.step;
  return step?.kind === 'fold' && step.next >= atLeast;
};

const removeModels = (name: string): void => {
  for (const part of ['', '-wal', '-shm']) rmSync(`${folder.file(name)}${part}`, { force: true });
};

/** The files as a disk has them at one moment. */
function copyModels(from: string, to: string): void {
  removeModels(to);
  for (const part of ['', '-wal'])
    if (existsSync(`${folder.file(from)}${part}`))
      copyFileSync(`${folder.file(from)}${part}`, `${folder.file(to)}${part}`);
}

/** Loads until some parts are folded, and stops there. */
async function loadHalf(name: string, onStep: () => void = () => undefined): Promise<void> {
  const readModels = await folder.openModels(name);
  const stopped = Promise.withResolvers<undefined>();
  const look = (): void => {
    onStep();
    if (isFolding(name, 3))
      void projector.stop().then(() => {
        stopped.resolve(undefined);
      });
  };
  const bulk = { onStep: () => setImmediate(look) };
  const projector = folder.projector(readModels, { projections, bulk });
  await projector.start();
  await stopped.promise;
  await readModels.close();
  expect(isFolding(name, 3)).toBe(true);
}

const loadRest = (name: string) => folder.grown(name, { projections, bulk: {} });

it('resumes where it was stopped, when nothing was lost', async () => {
  await loadHalf('whole.sqlite');
  const before = stateOf('whole.sqlite')?.token;
  const tokens = new Set<string | undefined>();
  const onStep = (): void => void tokens.add(stateOf('whole.sqlite')?.token);
  expect(await folder.grown('whole.sqlite', { projections, bulk: { onStep } })).toEqual(wanted);
  expect([...tokens].filter((token) => token !== undefined)).toEqual([before]);
});

it('leaves no file where it was killed when all was done but to clear away', async () => {
  const loading = { projections, bulk: {} };
  const made = await folder.grown('done.sqlite', loading);
  mkdirSync(scratchOf('done.sqlite'));
  writeFileSync(join(scratchOf('done.sqlite'), 'sorter.sqlite'), 'what the load has sorted');
  expect(await folder.grown('done.sqlite', loading)).toEqual(made);
  expect(existsSync(scratchOf('done.sqlite'))).toBe(false);
});

it('has no row twice of a part that it was writing when it was killed', async () => {
  await loadHalf('killed.sqlite');
  const models = new DatabaseSync(folder.file('killed.sqlite'));
  const { changes } = models
    .prepare('INSERT INTO revenue_b1 SELECT * FROM revenue_b1 ORDER BY rowid DESC LIMIT 3')
    .run();
  models.close();
  expect(changes).toBe(3);
  expect(await loadRest('killed.sqlite')).toEqual(wanted);
});

it('starts over where what it keeps was damaged', async () => {
  await loadHalf('damaged.sqlite');
  for (const part of ['', '-wal'])
    writeFileSync(
      join(scratchOf('damaged.sqlite'), `sorter.sqlite${part}`),
      'no database\n'.repeat(900),
    );
  expect(await loadRest('damaged.sqlite')).toEqual(wanted);
});

it('starts over where the read models were removed since', async () => {
  await loadHalf('removed.sqlite');
  removeModels('removed.sqlite');
  expect(await loadRest('removed.sqlite')).toEqual(wanted);
});

it('starts over where they are removed while it goes on', async () => {
  const name = 'removed-meanwhile.sqlite';
  const readModels = await folder.openModels(name);
  let isRemoved = false;
  const onStep = (): void => {
    if (isRemoved || !isFolding(name, 2)) return;
    isRemoved = true;
    removeModels(name);
  };
  // The loss is seen within a second: the load must not be over before.
  const startCrew = crewWith(async (kind) => {
    if (kind === 'fold' && isRemoved && readModels.loss === null) await wait(200);
  });
  const projector = folder.projector(readModels, { projections, bulk: { onStep, startCrew } });
  await projector.start();
  await until(() => readModels.loss !== null);
  await until(async () => {
    const made = await dump(readModels).catch(() => ({}));
    return JSON.stringify(made) === JSON.stringify(wanted);
  });
  await projector.stop();
  await readModels.close();
});

it('starts over where a power cut took the last rows from the read models', async () => {
  let isKept = false;
  await loadHalf('cut.sqlite', () => {
    if (isKept || !isFolding('cut.sqlite', 0)) return;
    isKept = true;
    copyModels('cut.sqlite', 'kept-by-the-disk.sqlite');
  });
  copyModels('kept-by-the-disk.sqlite', 'cut.sqlite');
  expect(await loadRest('cut.sqlite')).toEqual(wanted);
});

it('starts over where a file of a part is shorter than it was', async () => {
  await loadHalf('short.sqlite');
  truncateSync(join(scratchOf('short.sqlite'), 'part-4'), 10);
  expect(await loadRest('short.sqlite')).toEqual(wanted);
});

it('starts over after the machine was restarted, whose disk may have kept the length alone', async () => {
  await loadHalf('restarted.sqlite');
  const part = join(scratchOf('restarted.sqlite'), 'part-4');
  writeFileSync(part, Buffer.alloc(statSync(part).size));
  onState('restarted.sqlite', (sorter) => {
    const state = { ...stateOf('restarted.sqlite'), run: 'the one before' };
    sorter.prepare('UPDATE progress SET state = ?').run(JSON.stringify(state));
  });
  expect(await loadRest('restarted.sqlite')).toEqual(wanted);
});
