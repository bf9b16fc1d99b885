import { homeOf, type Position } from '@subledger/domain';
import type { RecordedEvent } from '@subledger/event-store';
import { openSqliteEventStore, type SqliteEventStore } from '@subledger/event-store/sqlite';
import {
  columnsOf,
  eventRow,
  RowCollector,
  subjectKey,
  TranslatedEvents,
  type TranslatedFact,
} from '@subledger/read-models/bulk';
import { isTelling, readFacts } from '../delivery.js';
import { translatedDelivery } from '../translated-delivery.js';
import type { BulkCrewData, GatherJob, Translated } from './bulk-job.js';
import { type Packed, Packer } from './packer.js';
import { positionBehind, type Stretch } from './stretches.js';

const EVENT_COLUMNS = columnsOf<'events'>({
  environment: true,
  position: true,
  event_id: true,
  stream: true,
  revision: true,
  kind: true,
  name: true,
  recorded_at: true,
  body_sha256: true,
  subject: true,
  fact: true,
  further: true,
});

/** Reads stretches of the log, or their stored translation, over connections of its own thread. */
export class StretchReader {
  readonly #data: BulkCrewData;
  #log: Promise<SqliteEventStore> | undefined;
  /** Those of the load that asked last. */
  #kept: TranslatedEvents | undefined;

  constructor(data: BulkCrewData) {
    this.#data = data;
  }

  /** The meaning of the bodies, as rows of the timeline. */
  async translate(stretch: Stretch): Promise<Translated> {
    const rows = new RowCollector('events', EVENT_COLUMNS);
    let events = 0;
    let last: Position | null = null;
    for await (const event of this.#eventsOf(stretch)) {
      events += 1;
      last = event.position;
      if (isTelling(event))
        for (const delivery of translatedDelivery(event, readFacts(event, this.#data.names)))
          rows.add(eventRow(delivery));
    }
    return { rows: rows.rows, events, last };
  }

  /** The facts of a stretch, grouped by part. */
  async gather({ source, parts, ...stretch }: GatherJob): Promise<Packed> {
    const packer = new Packer(parts);
    if (source !== null) for (const fact of this.#factsKeptIn(source, stretch)) packer.add(fact);
    else
      for await (const event of this.#eventsOf(stretch))
        for (const fact of this.#factsIn(event)) packer.add(fact);
    return packer.packed;
  }

  async *#eventsOf({ after, limit }: Stretch): AsyncGenerator<RecordedEvent> {
    const file = this.#data.logFile;
    const store = await (this.#log ??= openSqliteEventStore({ file, readOnly: true }));
    yield* store.readLog({ after, limit });
  }

  /** What the timeline would store about an event. */
  *#factsIn(event: RecordedEvent): Generator<TranslatedFact> {
    if (!isTelling(event)) return;
    for (const fact of readFacts(event, this.#data.names)) {
      const subject = homeOf(fact);
      if (subject === null) continue;
      const { environment } = fact;
      yield { environment, subject: subjectKey(subject), fact: JSON.stringify(fact) };
    }
  }

  *#factsKeptIn(
    { file, build }: NonNullable<GatherJob['source']>,
    stretch: Stretch,
  ): Generator<TranslatedFact> {
    const upTo = positionBehind(stretch);
    if (upTo === null) return;
    if (this.#kept?.file !== file || this.#kept.build !== build) {
      this.#kept?.close();
      this.#kept = new TranslatedEvents(file, build);
    }
    yield* this.#kept.facts(stretch.after, upTo);
  }
}
