import { parentPort, workerData } from 'node:worker_threads';
import type { BulkCrewData, BulkJob, BulkResult } from './bulk-job.js';
import { serveJobs } from './crew-thread.js';
import { foldPart } from './fold-part.js';
import { readPart } from './spool.js';
import { StretchReader } from './stretch-reader.js';

/** A thread of a bulk load: it translates stretches of the log, brings what they mean into parts, and folds a part. */

if (parentPort !== null) {
  const reader = new StretchReader(workerData as BulkCrewData);
  serveJobs(parentPort, async (job: BulkJob): Promise<BulkResult> => {
    switch (job.kind) {
      case 'translate':
        return { kind: 'translated', ...(await reader.translate(job)) };
      case 'gather':
        return { kind: 'gathered', ...(await reader.gather(job)) };
      case 'fold':
        return { kind: 'folded', ...foldPart(job.environment, readPart(job.folder, job.part)) };
    }
  });
}
