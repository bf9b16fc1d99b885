import type { Position } from '@subledger/domain';
import { createIndices, moveCheckpoint } from '@subledger/read-models';
import type { TranslateJob } from './bulk-job.js';
import type { BulkLoad } from './bulk-load.js';
import { eventAt } from '../same-log.js';
import { stretches } from './stretches.js';

/** Events per job: enough to be worth the messages, few enough to bound what waits to be written. */
const EVENTS_A_JOB = 500;

/** Loads the translation of every event that is recorded by now, in the log's order. */
export async function loadEvents(load: BulkLoad): Promise<void> {
  const { build, bulk, crew, ahead, readModels, signal, store, now } = load;
  // These indices grow at their end, as the table does. Without them each query for an event id would read the
  // whole table.
  await bulk.sorting(() =>
    readModels.writer.transaction().execute((transaction) => createIndices(transaction, build)),
  );
  let from = build.position;
  const left = (await store.countAfter(from)) ?? 0;
  for await (const { result } of crew.inOrder<'translate'>(jobsFor(from, left), ahead)) {
    if (signal.aborted) return;
    const { rows, events, last } = result;
    await bulk.load(rows, build.build);
    if (last === null) continue;
    const lastEvent = await eventAt(store, last);
    const move = { from, to: last, lastEvent, applied: events, at: now() };
    await readModels.writer
      .transaction()
      .execute((transaction) => moveCheckpoint(transaction, build.build, move));
    from = last;
  }
}

function* jobsFor(after: Position | null, left: number): Generator<TranslateJob> {
  for (const stretch of stretches(after, left, EVENTS_A_JOB))
    yield { kind: 'translate', ...stretch };
}
