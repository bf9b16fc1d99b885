import {
  type Environment,
  type Fact,
  type Instant,
  type Note,
  type Position,
  positionFromSortKey,
  positionSortKey,
  type Subject,
} from '@subledger/domain';
import { sql } from 'kysely';
import { inChunks } from './chunks.js';
import type { Database } from './database.js';
import { textOfFact } from './fact-text.js';
import { insertRows } from './insert-rows.js';
import { RUN_OF_POSITION } from './runs.js';
import { type SaidAmounts, saidAmounts } from './said-amounts.js';
import { subjectKey } from './subject-key.js';
import type { EventRow } from './tables.js';
import { textKey } from './text-key.js';

/** Corrections and annotations are recorded by people, all others by webhooks. */
export const ENTRY_KINDS = [
  'event',
  'unrecognised',
  'conflict',
  'correction',
  'annotation',
] as const;

export type EntryKind = (typeof ENTRY_KINDS)[number];

/** A recorded delivery as a timeline shows it. */
export interface TimelineEntry extends SaidAmounts {
  readonly eventId: string;
  readonly environment: Environment;
  readonly position: Position;
  readonly stream: string;
  readonly revision: bigint;
  /** A conflicting delivery has another event's identity and a different body; it is shown but never counts. */
  readonly kind: EntryKind;
  /** The event's name as it came. */
  readonly name: string;
  /** Our name for the event, if it is known. */
  readonly type?: string;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly profileId?: string;
  readonly customerUserId?: string;
  readonly store?: string;
  readonly originalTransactionId?: string;
  readonly transactionId?: string;
  readonly productId?: string;
  readonly conflictsWith?: string;
  readonly supersedes?: string;
  /** What a person wrote. */
  readonly note?: Note;
  readonly bodySha256: string;
}

/** A recorded delivery, and what it says by the current translation. */
export interface TranslatedDelivery {
  readonly position: Position;
  readonly stream: string;
  readonly revision: bigint;
  readonly bodySha256: string;
  /**
   * What it says; the first fact is the one that shows. A correction can say two things: what it withdraws, and
   * what holds instead.
   */
  readonly facts: readonly [KeptFact, ...KeptFact[]];
}

export interface KeptFact {
  readonly fact: Fact;
  /** The subject that the fact is stored with. */
  readonly subject: Subject | null;
}

/** Adds recorded deliveries; one that is already there changes nothing. */
export async function saveTimeline(
  transaction: Database,
  deliveries: readonly TranslatedDelivery[],
): Promise<void> {
  const rows = deliveries.map((delivery) => eventRow(delivery, textOfFact));
  await insertRows(transaction, 'events', rows, (insertion) =>
    insertion.onConflict((conflict) => conflict.doNothing()),
  );
}

/** @param textOf serialises a fact as JSON. */
export function eventRow(
  delivery: TranslatedDelivery,
  textOf: (fact: Fact) => string = JSON.stringify,
): EventRow {
  const { position, facts } = delivery;
  const [{ fact, subject }, ...further] = facts;
  return {
    environment: fact.environment,
    position: positionSortKey(position),
    event_id: fact.eventId,
    stream: delivery.stream,
    revision: String(delivery.revision),
    kind: entryKindOf(fact),
    name: JSON.stringify(fact.name),
    recorded_at: fact.recordedAt,
    body_sha256: delivery.bodySha256,
    subject: subject === null ? null : subjectKey(subject),
    fact: textOf(fact),
    further: further.length === 0 ? null : JSON.stringify(further.map(furtherFact)),
  };
}

const furtherFact = ({ fact, subject }: KeptFact): FurtherFact => ({
  subject: subject === null ? null : subjectKey(subject),
  fact,
});

/** One of an event's facts after the first, as `further` stores it. */
export interface FurtherFact {
  readonly subject: string | null;
  readonly fact: Fact;
}

export function entryKindOf(fact: Fact): EntryKind {
  if (fact.conflictsWith !== undefined) return 'conflict';
  if (fact.type === 'annotation') return 'annotation';
  if (fact.supersedes !== undefined) return 'correction';
  return fact.type === 'unrecognised' ? 'unrecognised' : 'event';
}

/** Recorded deliveries by their positions, in the log's order. */
export async function readEntries(
  database: Database,
  environment: Environment,
  positions: readonly Position[],
): Promise<readonly TimelineEntry[]> {
  const found: TimelineEntry[] = [];
  for (const some of inChunks(positions.map(positionSortKey).sort()))
    found.push(
      ...(
        await database
          .selectFrom('events')
          .selectAll()
          .where('environment', '=', environment)
          .where('position', 'in', some)
          .orderBy('position')
          .execute()
      ).map(entryFromRow),
    );
  return found;
}

/** One recorded delivery by its event id; the first if two have the same, which EventStoreDB does not rule out. */
export async function findEvent(
  database: Database,
  eventId: string,
): Promise<TimelineEntry | undefined> {
  const run = sql.raw(RUN_OF_POSITION);
  const found = await sql<EventRow>`
    WITH RECURSIVE runs (run) AS (
      SELECT min(${run}) FROM events
      UNION ALL
      SELECT (SELECT min(${run}) FROM events WHERE ${run} > runs.run) FROM runs WHERE run IS NOT NULL
    )
    SELECT events.* FROM runs CROSS JOIN events
    WHERE ${run} = runs.run AND event_id = ${textKey(eventId)}
    ORDER BY position LIMIT 1`.execute(database);
  return found.rows[0] && entryFromRow(found.rows[0]);
}

export function entryFromRow(row: EventRow): TimelineEntry {
  const fact = JSON.parse(row.fact) as Fact;
  return {
    eventId: row.event_id,
    environment: row.environment as Environment,
    position: positionFromSortKey(row.position),
    stream: row.stream,
    revision: BigInt(row.revision),
    kind: row.kind as EntryKind,
    name: fact.name,
    ...(fact.type === 'unrecognised' ? {} : { type: fact.type }),
    occurredAt: fact.occurredAt,
    recordedAt: fact.recordedAt,
    ...fact.chain,
    ...said(fact),
    bodySha256: row.body_sha256,
    ...saidAmounts(fact.money),
  };
}

/** The parts of a fact that an entry shows, if the fact has them. */
const SHOWN = [
  'profileId',
  'customerUserId',
  'transactionId',
  'productId',
  'conflictsWith',
  'supersedes',
  'note',
] as const satisfies readonly (keyof Fact)[];

const said = (fact: Fact): Pick<Fact, (typeof SHOWN)[number]> =>
  Object.fromEntries(
    SHOWN.flatMap((name) => (fact[name] === undefined ? [] : [[name, fact[name]]])),
  );
