import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

/** What the thread is asked to do: checkpoint, which it confirms, or end. */
export type CheckpointQuestion = 'checkpoint' | 'close';

/** The thread that moves the write-ahead log into the file while the writer goes on. */
if (parentPort !== null) {
  const port = parentPort;
  // Never created again: beside a new file SQLite would remove the write-ahead log that is in use.
  const file = new URL('?mode=rw', pathToFileURL(workerData as string));
  const db = new DatabaseSync(file, { timeout: 0 });
  db.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0');
  port.on('message', (question: CheckpointQuestion) => {
    if (question === 'close') {
      db.close();
      port.close();
      return;
    }
    try {
      // A passive checkpoint waits for nobody, and nobody waits for it.
      db.exec('PRAGMA wal_checkpoint(PASSIVE)');
    } catch {
      // For instance because the disk is full. Events are just as durable where they are, and the writer's own
      // checkpoint reports it.
    }
    port.postMessage('done');
  });
}
