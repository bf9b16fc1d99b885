import type { TimelineEntry } from '@subledger/read-models';
import type { EventsQuestion } from './events.js';

/** Whether an entry is one of those that are asked for. */
export const fits = (
  entry: TimelineEntry,
  question: Omit<EventsQuestion, 'newest' | 'limit'>,
): boolean => isOfKind(entry, question) && isAbout(entry, question) && isWithin(entry, question);

const isOfKind = (
  { type, name, kind }: TimelineEntry,
  question: Pick<EventsQuestion, 'type' | 'kinds' | 'recognised'>,
): boolean =>
  (question.type === undefined || type === question.type || name === question.type) &&
  (question.kinds === undefined || question.kinds.includes(kind)) &&
  (question.recognised === undefined || (type !== undefined) === question.recognised);

const isAbout = (
  { store, productId, transactionId, originalTransactionId }: TimelineEntry,
  question: Pick<EventsQuestion, 'store' | 'productId' | 'transactionId'>,
): boolean =>
  (question.store === undefined || store === question.store) &&
  (question.productId === undefined || productId === question.productId) &&
  (question.transactionId === undefined ||
    transactionId === question.transactionId ||
    originalTransactionId === question.transactionId);

const isWithin = (
  { recordedAt, occurredAt }: TimelineEntry,
  question: Pick<EventsQuestion, 'since' | 'until' | 'occurredSince' | 'occurredUntil'>,
): boolean =>
  (question.since === undefined || recordedAt >= question.since) &&
  (question.until === undefined || recordedAt < question.until) &&
  (question.occurredSince === undefined || occurredAt >= question.occurredSince) &&
  (question.occurredUntil === undefined || occurredAt < question.occurredUntil);
