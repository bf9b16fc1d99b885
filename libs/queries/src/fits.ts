import type { Instant } from '@subledger/domain';
import type { EntryKind, TimelineEntry } from '@subledger/read-models';

/** Which recorded events are searched for; an absent member filters nothing. */
export interface EventsFilter {
  /** Our name for the event, or the one it came with. */
  readonly type?: string;
  readonly store?: string;
  readonly productId?: string;
  /** A transaction, or the first one of its chain. */
  readonly transactionId?: string;
  readonly kinds?: readonly EntryKind[];
  /** Whether the event's name is known. */
  readonly recognised?: boolean;
  /** Receipt time: `since` inclusive, `until` exclusive. */
  readonly since?: Instant;
  readonly until?: Instant;
  /** Business time: `occurredSince` inclusive, `occurredUntil` exclusive. */
  readonly occurredSince?: Instant;
  readonly occurredUntil?: Instant;
}

/** Whether an entry matches the filter. */
export const fits = (entry: TimelineEntry, question: EventsFilter): boolean =>
  isOfKind(entry, question) && isAbout(entry, question) && isWithin(entry, question);

const isOfKind = (
  { type, name, kind }: TimelineEntry,
  question: Pick<EventsFilter, 'type' | 'kinds' | 'recognised'>,
): boolean =>
  (question.type === undefined || type === question.type || name === question.type) &&
  (question.kinds === undefined || question.kinds.includes(kind)) &&
  (question.recognised === undefined || (type !== undefined) === question.recognised);

const isAbout = (
  { store, productId, transactionId, originalTransactionId }: TimelineEntry,
  question: Pick<EventsFilter, 'store' | 'productId' | 'transactionId'>,
): boolean =>
  (question.store === undefined || store === question.store) &&
  (question.productId === undefined || productId === question.productId) &&
  (question.transactionId === undefined ||
    transactionId === question.transactionId ||
    originalTransactionId === question.transactionId);

const isWithin = (
  { recordedAt, occurredAt }: TimelineEntry,
  question: Pick<EventsFilter, 'since' | 'until' | 'occurredSince' | 'occurredUntil'>,
): boolean =>
  (question.since === undefined || recordedAt >= question.since) &&
  (question.until === undefined || recordedAt < question.until) &&
  (question.occurredSince === undefined || occurredAt >= question.occurredSince) &&
  (question.occurredUntil === undefined || occurredAt < question.occurredUntil);
