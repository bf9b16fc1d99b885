import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Position } from '@subledger/domain';
import { type Marks, openSqliteEventStore, type RecordedEvent } from '@subledger/event-store';
import { inBuild, type LastEvent, moveCheckpoint } from '@subledger/read-models';
import { isEventsFault } from '../event-fault.js';
import type { Projection } from '../projection.js';
import { eventAt } from '../same-log.js';
import type { BulkLoad } from './bulk-load.js';
import { JobFault } from './crew.js';

/** Applies the events that matter to a projection, without reading the bodies of all others. */
export async function loadMarked(
  load: Pick<BulkLoad, 'build' | 'readModels' | 'logFile' | 'now' | 'signal'>,
  marks: Marks,
  apply: Projection['apply'],
): Promise<void> {
  const log = await openSqliteEventStore({ file: load.logFile, readOnly: true });
  try {
    let from = load.build.position;
    for (let page = log.markedAfter(from, marks); page !== null && !load.signal.aborted;) {
      const lastEvent = await eventAt(log, page.reached);
      await applyPage(load, apply, { ...page, from, lastEvent });
      from = page.reached;
      await nextTurn();
      page = log.markedAfter(from, marks);
    }
  } finally {
    await log.close();
  }
}

interface Page {
  readonly events: readonly RecordedEvent[];
  readonly from: Position | null;
  readonly reached: Position;
  readonly lastEvent: LastEvent;
  readonly considered: number;
}

/** @throws JobFault if one of the events is to blame. */
async function applyPage(
  { build, readModels, now }: Pick<BulkLoad, 'build' | 'readModels' | 'now'>,
  apply: Projection['apply'],
  { events, from, reached, lastEvent, considered }: Page,
): Promise<void> {
  const move = { from, to: reached, lastEvent, applied: considered, at: now() };
  try {
    await readModels.writer.transaction().execute(async (transaction) => {
      await moveCheckpoint(transaction, build.build, move);
      if (events.length > 0) await apply(inBuild(transaction, build), events);
    });
  } catch (error) {
    if (!isEventsFault(error)) throw error;
    throw new JobFault(error instanceof Error ? error.message : String(error));
  }
}
