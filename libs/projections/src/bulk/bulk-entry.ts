import { parentPort, workerData } from 'node:worker_threads';
import type { BulkCrewData, BulkJobs, BulkResults } from './bulk-job.js';
import { serveJobs } from './crew-thread.js';
import { foldPart } from './fold-part.js';
import { readPart } from './spool.js';
import { StretchReader } from './stretch-reader.js';

/** A thread of a bulk load: it translates stretches of the log, sorts their facts into parts, and folds a part. */

if (parentPort !== null) {
  const reader = new StretchReader(workerData as BulkCrewData);
  serveJobs<BulkJobs, BulkResults>(parentPort, {
    translate: (job) => reader.translate(job),
    gather: (job) => reader.gather(job),
    fold: ({ environment, folder, part }) => foldPart(environment, readPart(folder, part)),
  });
}
