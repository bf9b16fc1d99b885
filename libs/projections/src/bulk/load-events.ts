import type { Position } from '@subledger/domain';
import { createIndices, dropIndices, moveCheckpoint, nameInBuild } from '@subledger/read-models';
import type { BulkLoad } from './bulk-load.js';
import type { TranslateJob } from './bulk-job.js';

/** Events of one job: enough to be worth its messages, few enough to bound what waits to be written. */
const EVENTS_A_JOB = 500;

/** Loads the translation of every event that is recorded by now, in the log's order. */
export async function loadEvents(load: BulkLoad): Promise<void> {
  const { build, bulk, readModels, signal, now } = load;
  await readModels.writer.transaction().execute((transaction) => dropIndices(transaction, build));
  let from = build.position;
  for await (const { rows, events, last } of translatedAfter(load, from)) {
    if (signal.aborted) return;
    await bulk.load(rows, (table) => nameInBuild(table, build.build));
    if (last === null) continue;
    const move = { from, to: last, applied: events, at: now() };
    await readModels.writer
      .transaction()
      .execute((transaction) => moveCheckpoint(transaction, build.build, move));
    from = last;
  }
  await readModels.writer.transaction().execute((transaction) => createIndices(transaction, build));
}

/** What the bodies after a position mean, stretch by stretch in the log's order, up to the head as it is now. */
export async function* translatedAfter(
  { store, crew, ahead }: Pick<BulkLoad, 'store' | 'crew' | 'ahead'>,
  after: Position | null,
) {
  const left = (await store.countAfter(after)) ?? 0;
  for await (const { result } of crew.inOrder(jobs(after, left), ahead))
    if (result.kind === 'translated') yield result;
}

/** The embedded log counts its events, so that every stretch's beginning is known beforehand. */
function* jobs(after: Position | null, left: number): Generator<TranslateJob> {
  const begin = BigInt(after ?? '0');
  for (let done = 0; done < left; done += EVENTS_A_JOB) {
    const position = begin + BigInt(done);
    yield {
      kind: 'translate',
      after: position === 0n ? null : (String(position) as Position),
      limit: Math.min(EVENTS_A_JOB, left - done),
    };
  }
}
