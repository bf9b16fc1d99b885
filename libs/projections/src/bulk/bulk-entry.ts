import { parentPort, workerData } from 'node:worker_threads';
import type { EventStore } from '@subledger/event-store';
import { openSqliteEventStore } from '@subledger/event-store/sqlite';
import { eventRow, RowCollector } from '@subledger/read-models/bulk';
import { isTelling, readFacts } from '../delivery.js';
import { translated } from '../translated.js';
import type {
  BulkCrewData,
  BulkJob,
  BulkResult,
  FoldJob,
  Translated,
  TranslateJob,
} from './bulk-job.js';
import { serveJobs } from './crew-thread.js';
import { foldPart } from './fold-part.js';
import { readPart } from './spool.js';

/** A thread of a bulk load: it translates stretches of the log, and folds parts of a spool. */

const { logFile, names } = workerData as BulkCrewData;
let log: Promise<EventStore> | undefined;

async function translate({ after, limit }: TranslateJob): Promise<Translated> {
  const store = await (log ??= openSqliteEventStore({ file: logFile, readOnly: true }));
  const rows = new RowCollector('events', [
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
  ]);
  let events = 0;
  let last: Translated['last'] = null;
  for await (const event of store.readLog({ ...(after === null ? {} : { after }), limit })) {
    events += 1;
    last = event.position;
    if (isTelling(event))
      for (const delivery of translated(event, readFacts(event, names)))
        rows.add(eventRow(delivery));
  }
  return { kind: 'translated', rows: rows.rows, events, last };
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
      case 'fold':
        return foldOf(job);
    }
  });
