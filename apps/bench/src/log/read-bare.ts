import { DatabaseSync } from 'node:sqlite';
import { answerParent, givenTask } from '../measure/child.js';

export interface BareReadTask {
  readonly file: string;
  /** `scan` reads every body; `parse` only times turning each into an object. */
  readonly what: 'scan' | 'parse';
}

export interface BareRead {
  readonly events: number;
  readonly bytes: number;
  readonly seconds: number;
}

/** Reads the bodies of a log as the fastest plain reader would: one process, one statement, no projection. */
function read({ file, what }: BareReadTask): BareRead {
  const db = new DatabaseSync(file, { readOnly: true });
  const rows = db.prepare('SELECT data FROM events ORDER BY position').iterate();
  let [events, bytes, parseMs] = [0, 0, 0];
  const startedAt = performance.now();
  for (const { data } of rows) {
    const body = data as Uint8Array;
    events += 1;
    bytes += body.byteLength;
    if (what === 'parse') parseMs += timeToParse(body);
  }
  const seconds = (what === 'parse' ? parseMs : performance.now() - startedAt) / 1000;
  db.close();
  return { events, bytes, seconds };
}

function timeToParse(body: Uint8Array): number {
  const startedAt = performance.now();
  JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  return performance.now() - startedAt;
}

answerParent(read(givenTask() as BareReadTask));
