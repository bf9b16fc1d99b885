import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { comparePositions, type Position } from '@subledger/domain';
import { rest } from '@subledger/event-store';
import {
  beginLoad,
  createIndices,
  dropIndices,
  emptyBuild,
  findBuildIn,
  findLoad,
  isDamage,
  finishLoad,
  forgetLoad,
  listSkipped,
  recordParts,
  removeTwins,
  reportLoad,
  Sorter,
} from '@subledger/read-models';
import type { FoldJob } from './bulk-job.js';
import type { BulkLoad } from './bulk-load.js';
import { gather } from './gather.js';
import { install } from './install.js';
import {
  type FoldStep,
  type GatherStep,
  LOAD_FORMAT,
  type LoadState,
  partsWritten,
  shareDone,
} from './load-state.js';
import { countParts, environmentOfPart } from './parts.js';
import { eventAt, holdsEvent } from '../same-log.js';
import { bootId } from './boot-id.js';
import { holdsParts, removePart } from './spool.js';
import { eventsBetween } from './stretches.js';

/** Each thread holds one part's facts in memory at a time: about 3 MB of text. */
const EVENTS_A_PART = 2_500;
const MOST_PARTS = 4_096;
/** How often to check whether the translation has come far enough. */
const SOURCE_POLL_MS = 50;

/** Loads every subject completely: its facts, money and findings, and whom it names. */
export async function loadSubjects(load: BulkLoad): Promise<void> {
  const folder = load.bulk.scratchFolder(load.build.build);
  let sorter: Sorter | undefined;
  let isOfNoUse = false;
  try {
    sorter = new Sorter(folder);
    const earlier = await resumed(load, folder, sorter);
    const state = earlier ?? (await begin(load, sorter));
    if (state === null || !(await goOn(load, folder, sorter, state))) return;
    await finish(load, state, earlier !== null);
    isOfNoUse = true;
  } catch (error) {
    // Whichever file it is: the next attempt starts over instead of hitting the same damage.
    isOfNoUse = isDamage(error);
    throw error;
  } finally {
    sorter?.close();
    if (isOfNoUse) await rm(folder, { recursive: true, force: true });
  }
}

/** Does the remaining steps; false if it was told to stop. */
async function goOn(
  load: BulkLoad,
  folder: string,
  sorter: Sorter,
  from: LoadState,
): Promise<boolean> {
  let state = from;
  const goTo = async (step: LoadState['step']): Promise<void> => {
    state = { ...state, step };
    await report(load, state);
    sorter.save(JSON.stringify(state));
  };
  if (state.step.kind === 'gather') {
    const sizes = await gather(load, folder, { ...state, step: state.step }, goTo);
    if (sizes === null) return false;
    await goTo({ kind: 'fold', next: 0, sizes });
  }
  if (state.step.kind === 'fold') {
    if (!(await foldParts(load, folder, sorter, { ...state, step: state.step }))) return false;
    await goTo({ kind: 'install', next: countParts(state.parts) });
  }
  return install(load, sorter);
}

async function finish(
  { build, bulk, readModels, now }: BulkLoad,
  { upTo, events }: LoadState,
  wasInterrupted: boolean,
): Promise<void> {
  await bulk.sorting(() =>
    readModels.writer.transaction().execute(async (transaction) => {
      if (wasInterrupted) await removeTwins(transaction, build);
      await createIndices(transaction, build);
      await finishLoad(transaction, build.build, { lastEvent: upTo, applied: events, at: now() });
      await forgetLoad(transaction, build.build);
    }),
  );
}

/**
 * The state of an earlier load of this build. Null if there was none, or if it cannot be resumed: its rows are not
 * in the read models, because these were lost or are older; its files are incomplete; it belongs to another log;
 * or what it gathered from is gone.
 */
async function resumed(
  { store, readModels, build }: BulkLoad,
  folder: string,
  sorter: Sorter,
): Promise<LoadState | null> {
  const saved = sorter.state;
  if (saved === undefined) return null;
  const state = JSON.parse(saved) as LoadState;
  const { step, source } = state;
  if (state.format !== LOAD_FORMAT || state.run !== bootId()) return null;
  if (!(await holdsEvent(store, state.upTo))) return null;
  const written = await findLoad(readModels.writer, build.build);
  if (written?.token !== state.token || written.parts < partsWritten(step)) return null;
  if (step.kind !== 'install' && !holdsParts(folder, step.sizes, partsWritten(step))) return null;
  if (step.kind !== 'gather' || source === null) return state;
  const live = await findBuildIn(readModels.reader, 'timeline', 'live');
  return live?.build === source ? state : null;
}

/** From the translation that the timeline stores, if that is current; else from the bodies. */
async function begin(load: BulkLoad, sorter: Sorter): Promise<LoadState | null> {
  const { store, build, readModels, signal } = load;
  sorter.clear();
  const head = await store.head();
  if (head === null) return null;
  const upTo = await eventAt(store, head);
  const source = await translationUpTo(load, head);
  if (signal.aborted) return null;
  const events = eventsBetween(null, head);
  const eventsAPart = load.eventsAPart ?? EVENTS_A_PART;
  const parts = Math.min(MOST_PARTS, Math.max(1, Math.ceil(events / eventsAPart)));
  const token = randomUUID();
  await readModels.writer.transaction().execute(async (transaction) => {
    await beginLoad(transaction, build.build, token);
    // A load that cannot be resumed may have left rows that this one would not all replace.
    await emptyBuild(transaction, build);
    await dropIndices(transaction, build);
  });
  const sizes = Array.from({ length: countParts(parts) }, () => 0);
  const step: GatherStep = { kind: 'gather', after: null, gathered: 0, sizes };
  return { format: LOAD_FORMAT, token, run: bootId(), upTo, events, parts, source, step };
}

/** The timeline build that was written with the same translation, once it has come far enough. */
async function translationUpTo(
  { build, store, readModels, signal }: BulkLoad,
  upTo: Position,
): Promise<number | null> {
  while (!signal.aborted) {
    const found = await findBuildIn(readModels.reader, 'timeline', 'live');
    if (found?.translation !== build.translation || found.failure !== null) return null;
    // An event that the timeline was made to skip is in the log, and this build has to try it.
    if ((await listSkipped(readModels.reader, found.build)).length > 0) return null;
    // A timeline that was written from another log never catches up.
    if (!(await holdsEvent(store, found.lastEvent))) return null;
    if (found.position !== null && comparePositions(found.position, upTo) >= 0) return found.build;
    await rest(SOURCE_POLL_MS, signal);
  }
  return null;
}

/** Whether all of them were folded; false if it was told to stop. */
async function foldParts(
  load: BulkLoad,
  folder: string,
  sorter: Sorter,
  state: LoadState & { readonly step: FoldStep },
): Promise<boolean> {
  const { bulk, build, crew, ahead, signal } = load;
  const { parts, step } = state;
  const jobs = step.sizes.flatMap((size, part): FoldJob[] =>
    part < step.next || size === 0
      ? []
      : [{ kind: 'fold', environment: environmentOfPart(part, parts), folder, part }],
  );
  for await (const { job, result } of crew.inOrder<'fold'>(jobs, ahead)) {
    if (signal.aborted) return false;
    for (const rows of result.rows) await bulk.load(rows, build.build);
    const next = { ...state, step: { ...step, next: job.part + 1 } };
    await report(load, next);
    sorter.add(job.part, result.unsorted, JSON.stringify(next));
    removePart(folder, job.part);
  }
  return true;
}

/** Reports in the read models how far the load has come. Its own saved state never claims more. */
async function report({ build, readModels, now }: BulkLoad, state: LoadState): Promise<void> {
  const applied = Math.floor(state.events * shareDone(state));
  await readModels.writer.transaction().execute(async (transaction) => {
    await reportLoad(transaction, build.build, { applied, at: now() });
    await recordParts(transaction, build.build, partsWritten(state.step));
  });
}
