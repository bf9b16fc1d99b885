import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { LedgerError } from '@subledger/domain';
import type { Instant, Position } from '@subledger/domain';
import type { AppendOnceRequest, AppendRequest, EncodedEvent } from '../append-request.js';
import type { AppendOnceResult, AppendResult } from '../event-store.js';
import {
  EVENT_OF_ID,
  EVENTS_AT_REVISIONS,
  HEAD,
  INSERT_EVENT,
  INSERT_NEXT_EVENT,
  LAST_REVISION,
  PLACE_OF_ID,
} from './sql.js';
import { isRefusal } from './sqlite-fault.js';
import { uuidToBytes } from './uuid-bytes.js';

/** What became of one append of a batch. An error here concerns this append alone. */
export type AppendOutcome = AppendResult | AppendOnceResult | LedgerError;

export type WriteRequest = AppendRequest | AppendOnceRequest;

export interface AppendedBatch {
  /** One per request, in order. */
  readonly outcomes: readonly AppendOutcome[];
  readonly addedEvents: number;
}

/** Decides appends and writes the new ones, inside the caller's transaction. */
export class Appender {
  readonly #head: StatementSync;
  readonly #lastRevision: StatementSync;
  readonly #eventsAtRevisions: StatementSync;
  readonly #placeOfId: StatementSync;
  readonly #insert: StatementSync;
  readonly #eventOfId: StatementSync;
  readonly #insertNext: StatementSync;

  constructor(db: DatabaseSync) {
    this.#head = db.prepare(HEAD);
    this.#lastRevision = db.prepare(LAST_REVISION);
    this.#eventsAtRevisions = db.prepare(EVENTS_AT_REVISIONS);
    this.#placeOfId = db.prepare(PLACE_OF_ID);
    this.#insert = db.prepare(INSERT_EVENT);
    this.#eventOfId = db.prepare(EVENT_OF_ID);
    this.#insertNext = db.prepare(INSERT_NEXT_EVENT);
  }

  /** Each request sees what those before it wrote. */
  appendAll(requests: readonly WriteRequest[], storedAt: Instant): AppendedBatch {
    // Read again in every transaction: a remembered head would be wrong after a rollback.
    const before = this.#head.get()?.head as bigint;
    let head = before;
    const outcomes = requests.map((request) => {
      const refused = this.#writeOrDecide(request, head + 1n, storedAt);
      if (refused !== null) return refused;
      head += BigInt(request.events.length);
      return appended(request, head);
    });
    return { outcomes, addedEvents: Number(head - before) };
  }

  /** The outcome of an append that writes nothing; null if its events were written. */
  #writeOrDecide(request: WriteRequest, first: bigint, storedAt: Instant): AppendOutcome | null {
    if (request.firstRevision === 'next') {
      return this.#unlessRefused(
        () => {
          this.#writeNext(request, first, storedAt);
        },
        () => this.#repeated(request),
      );
    }
    // A single event is all or nothing by itself. Nearly every one is new, and the log's own triggers know if it
    // is not: checking first would repeat the look-ups that they make anyway.
    if (request.events.length === 1) {
      return this.#unlessRefused(
        () => {
          this.#write(request, first, storedAt);
        },
        () => this.#decide(request),
      );
    }
    const decided = this.#decide(request);
    if (decided === null) this.#write(request, first, storedAt);
    return decided;
  }

  /** Null if `write` succeeded; what `decide` says if the log's rules forbid it. */
  #unlessRefused(write: () => void, decide: () => AppendOutcome | null): AppendOutcome | null {
    try {
      write();
      return null;
    } catch (error) {
      const decided = isRefusal(error) ? decide() : null;
      if (decided === null) throw error;
      return decided;
    }
  }

  /** The outcome if the event was already recorded; null if it was not. */
  #repeated({ stream, events }: AppendOnceRequest): AppendOnceResult | null {
    const [event] = events;
    const recorded = event && this.#eventOfId.get(uuidToBytes(event.id));
    if (event === undefined || recorded === undefined) return null;
    const isRepeated = recorded.stream === stream && isSameEvent(event, recorded);
    const position = String(recorded.position) as Position;
    return { outcome: isRepeated ? 'repeated' : 'contradicted', position };
  }

  /** The outcome of an append that writes nothing; null if its events are to be written. */
  #decide(request: AppendRequest): AppendOutcome | null {
    const { stream, firstRevision, events } = request;
    const last = this.#lastRevision.get(stream)?.revision as bigint;
    if (last === firstRevision - 1n) return this.#refusalOfKnownIds(events);
    const position = last >= firstRevision ? this.#positionIfRecorded(request) : null;
    if (position !== null) return appended(request, position);
    return { outcome: 'conflict', actual: last < 0n ? 'no_stream' : last };
  }

  /** The last event's position if exactly these events are at exactly these revisions, else null. */
  #positionIfRecorded({ stream, firstRevision, events }: AppendRequest): bigint | null {
    const lastRevision = firstRevision + BigInt(events.length - 1);
    const recorded = this.#eventsAtRevisions.all(stream, firstRevision, lastRevision);
    const isSame =
      recorded.length === events.length &&
      events.every((event, index) => isSameEvent(event, recorded[index]));
    return isSame ? (recorded.at(-1)?.position as bigint) : null;
  }

  #refusalOfKnownIds(events: readonly EncodedEvent[]): LedgerError | null {
    for (const { id } of events) {
      const place = this.#placeOfId.get(uuidToBytes(id));
      if (place === undefined) continue;
      return new LedgerError(
        'wrong-expected-revision',
        `Event ${id} is already recorded at revision ${String(place.revision)} of ${String(place.stream)}.`,
      );
    }
    return null;
  }

  #writeNext({ stream, events }: AppendOnceRequest, position: bigint, storedAt: Instant): void {
    for (const { id, type, metadata, data } of events) {
      this.#insertNext.run(position, stream, uuidToBytes(id), type, storedAt, metadata, data);
    }
  }

  #write({ stream, firstRevision, events }: AppendRequest, first: bigint, storedAt: Instant): void {
    for (const [index, { id, type, metadata, data }] of events.entries()) {
      const [position, revision] = [first + BigInt(index), firstRevision + BigInt(index)];
      const bytes = uuidToBytes(id);
      this.#insert.run(position, stream, revision, bytes, type, storedAt, metadata, data);
    }
  }
}

/** The same id with other data is another event: its sender has to learn that it is not recorded. */
const isSameEvent = (
  { id, data }: EncodedEvent,
  recorded: Readonly<Record<string, unknown>> | undefined,
): boolean =>
  uuidToBytes(id).equals(recorded?.id as Uint8Array) &&
  Buffer.compare(data, recorded?.data as Uint8Array) === 0;

function appended({ firstRevision, events }: WriteRequest, last: bigint): AppendOutcome {
  const position = String(last) as Position;
  if (firstRevision === 'next') return { outcome: 'appended', position };
  return { outcome: 'appended', revision: firstRevision + BigInt(events.length - 1), position };
}
