import { parentPort, workerData } from 'node:worker_threads';
import type { Position } from '@subledger/domain';
import type { RecordedEvent } from '@subledger/event-store';
import { openSqliteEventStore, type SqliteEventStore } from '@subledger/event-store/sqlite';
import { homeOf } from '@subledger/domain';
import {
  eventRow,
  RowCollector,
  subjectKey,
  TranslatedEvents,
  type TranslatedFact,
} from '@subledger/read-models/bulk';
import { isTelling, readFacts } from '../delivery.js';
import { translated } from '../translated.js';
import type {
  BulkCrewData,
  BulkJob,
  BulkResult,
  FoldJob,
  GatherJob,
  TranslateJob,
} from './bulk-job.js';
import { serveJobs } from './crew-thread.js';
import { foldPart } from './fold-part.js';
import { Packer } from './packer.js';
import { readPart } from './spool.js';
import { positionBehind, type Stretch } from './stretches.js';

/** A thread of a bulk load: it translates stretches of the log, brings what they mean into parts, and folds a part. */

const { logFile, names } = workerData as BulkCrewData;
let log: Promise<SqliteEventStore> | undefined;
let kept: TranslatedEvents | undefined;

const EVENT_COLUMNS = [
  'environment',
  'position',
  'event_id',
  'stream',
  'revision',
  'kind',
  'name',
  'recorded_at',
  'body_sha256',
  'subject',
  'fact',
  'further',
] as const;

async function* eventsOf({ after, limit }: Stretch): AsyncGenerator<RecordedEvent> {
  const store = await (log ??= openSqliteEventStore({ file: logFile, readOnly: true }));
  yield* store.readLog({ ...(after === null ? {} : { after }), limit });
}

async function translate(job: TranslateJob): Promise<BulkResult> {
  const rows = new RowCollector('events', EVENT_COLUMNS);
  let events = 0;
  let last: Position | null = null;
  for await (const event of eventsOf(job)) {
    events += 1;
    last = event.position;
    if (isTelling(event))
      for (const delivery of translated(event, readFacts(event, names)))
        rows.add(eventRow(delivery));
  }
  return { kind: 'translated', rows: rows.rows, events, last };
}

async function gather(job: GatherJob): Promise<BulkResult> {
  const packer = new Packer(job.parts);
  if (job.source === null)
    for await (const event of eventsOf(job)) for (const fact of factsIn(event)) packer.add(fact);
  else for (const fact of factsKeptIn(job.source, job)) packer.add(fact);
  return { kind: 'gathered', ...packer.packed };
}

/** What the timeline would keep of an event. */
function* factsIn(event: RecordedEvent): Generator<TranslatedFact> {
  if (!isTelling(event)) return;
  for (const fact of readFacts(event, names)) {
    const subject = homeOf(fact);
    if (subject === null) continue;
    const { environment } = fact;
    yield { environment, subject: subjectKey(subject), fact: JSON.stringify(fact) };
  }
}

function* factsKeptIn(
  { file, build }: NonNullable<GatherJob['source']>,
  stretch: Stretch,
): Generator<TranslatedFact> {
  const upTo = positionBehind(stretch);
  if (upTo === null) return;
  if (kept?.file !== file || kept.build !== build) {
    kept?.close();
    kept = new TranslatedEvents(file, build);
  }
  yield* kept.facts(stretch.after, upTo);
}

const foldOf = ({ environment, folder, part }: FoldJob): BulkResult => ({
  kind: 'folded',
  ...foldPart(environment, readPart(folder, part)),
});

if (parentPort !== null)
  serveJobs(parentPort, (job: BulkJob): BulkResult | Promise<BulkResult> => {
    switch (job.kind) {
      case 'translate':
        return translate(job);
      case 'gather':
        return gather(job);
      case 'fold':
        return foldOf(job);
    }
  });
