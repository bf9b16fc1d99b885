import type { BulkLoad } from './bulk-load.js';
import type { GatherJob } from './bulk-job.js';
import type { GatherStep, LoadState } from './load-state.js';
import { Spool } from './spool.js';
import { eventsBetween, positionBehind, stretches } from './stretches.js';

/** Events per job: few enough that only a few megabytes wait to be written. */
const EVENTS_A_JOB = 1_000;
/** Events between two saved states: the most that a kill can cost. */
const EVENTS_A_SAVE = 100_000;

/**
 * Sorts every fact into the part of its subject, each part in the log's order.
 *
 * @param save stores how far it has come.
 * @returns the sizes of the parts' files; null if it was told to stop.
 */
export async function gather(
  { crew, ahead, bulk, signal }: BulkLoad,
  folder: string,
  state: LoadState & { readonly step: GatherStep },
  save: (step: GatherStep) => Promise<void>,
): Promise<readonly number[] | null> {
  const spool = new Spool(folder, state.step.sizes);
  let { gathered } = state.step;
  let saved = gathered;
  for await (const { job, result } of crew.inOrder<'gather'>(jobsFor(bulk.file, state), ahead)) {
    if (signal.aborted) return null;
    spool.add(result);
    gathered += job.limit;
    if (gathered - saved < EVENTS_A_SAVE) continue;
    saved = gathered;
    await save({ kind: 'gather', after: positionBehind(job), gathered, sizes: spool.flush() });
  }
  return spool.flush();
}

function* jobsFor(
  file: string,
  { parts, source, upTo, step }: LoadState & { readonly step: GatherStep },
): Generator<GatherJob> {
  const from = source === null ? null : { file, build: source };
  const left = eventsBetween(step.after, upTo.position);
  for (const stretch of stretches(step.after, left, EVENTS_A_JOB))
    yield { kind: 'gather', ...stretch, source: from, parts };
}
