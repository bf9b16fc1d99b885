import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Correction, readCorrection, writeByHand } from '@subledger/adapty';
import {
  formatInstant,
  isSameEvent,
  LedgerError,
  RECORDED_TYPES,
  subjectOf,
} from '@subledger/domain';
import { EVENT_STORE, type EventStore, type RecordedEvent } from '@subledger/event-store';
import { type ByHandResult, SupersedeEvent } from './by-hand.js';
import { factOf } from './recorded-fact.js';
import { type Draft, recordByHand } from './record-by-hand.js';
import { triage } from './triage.js';

type Request = SupersedeEvent['request'];

/** @throws LedgerError `invalid-request`, `not-found`, `not-supersedable`, `already-superseded`. */
@CommandHandler(SupersedeEvent)
export class SupersedeEventHandler implements ICommandHandler<SupersedeEvent> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  async execute({ request }: SupersedeEvent): Promise<ByHandResult> {
    checkReplacement(request);
    const { stream, eventId, by, why, replacement } = request;
    return recordByHand(this.store, request, {
      stream,
      identity: ['supersede', eventId, by, why, replacement ?? ''],
      draft: (held) => draftOf(request, held),
    });
  }
}

/** @throws LedgerError `invalid-request` for a body that a webhook could not have brought. */
function checkReplacement({ environment, replacement }: Request): void {
  if (replacement === null) return;
  const found = triage({ environment, body: new TextEncoder().encode(replacement) });
  if (found.kind === 'event') return;
  throw new LedgerError(
    'invalid-request',
    `replacement is not an event: ${found.kind === 'unusable' ? found.reason : 'it is a verification request.'}`,
  );
}

function draftOf(request: Request, held: readonly RecordedEvent[]): Draft {
  const wrong = held.find(({ id }) => id === request.eventId);
  if (wrong === undefined)
    throw new LedgerError('not-found', 'The log has no such event in this environment.');
  const tellings = new Set(tellingsOf(wrong, held, request).map(({ id }) => id));
  const successor = held.find(({ metadata }) => tellings.has(String(metadata.supersedes)));
  if (successor !== undefined)
    throw new LedgerError(
      'already-superseded',
      `Event ${successor.id} has stood in its place since ${formatInstant(successor.storedAt)}.`,
    );
  const { by, why, scope, replacement } = request;
  const correction: Correction = {
    by,
    why,
    scope,
    replacement,
    supersedes: { eventId: wrong.id, body: bodyOf(wrong) },
  };
  const data = writeByHand(correction);
  if (replacement !== null) checkSubject(request, data);
  return { type: RECORDED_TYPES.superseded, data, metadata: { supersedes: wrong.id } };
}

/** The event itself, and what else tells of the same where it came in an export: they are superseded together. */
function tellingsOf(
  wrong: RecordedEvent,
  held: readonly RecordedEvent[],
  { environment, names }: Request,
): readonly RecordedEvent[] {
  const said = factOf(wrong, environment, names);
  if (said === undefined || !held.some(({ metadata }) => metadata.source === 'export'))
    return [wrong];
  const same = held.filter((event) => {
    const told = factOf(event, environment, names);
    return told !== undefined && isSameEvent(told, said) && subjectOf(told) === subjectOf(said);
  });
  return same.some(({ metadata }) => metadata.source === 'export') ? same : [wrong];
}

/** What the event was translated from; for a correction, its replacement, or else what it withdrew. */
function bodyOf({ type, data, id, metadata }: RecordedEvent): string {
  const text = new TextDecoder().decode(data);
  switch (type) {
    case RECORDED_TYPES.accepted:
      return text;
    case RECORDED_TYPES.superseded: {
      const { replacement, supersedes } = JSON.parse(text) as Correction;
      return replacement ?? supersedes.body;
    }
    case RECORDED_TYPES.conflicted:
      throw new LedgerError(
        'not-supersedable',
        `This delivery contradicts event ${metadata.conflictsWith ?? ''} and never counted: supersede that event instead.`,
      );
    default:
      throw new LedgerError('not-supersedable', `Event ${id} changes no answer.`);
  }
}

/** @throws LedgerError `invalid-request` for a replacement that would count for nobody. */
function checkSubject(
  { environment, receivedAt, stream, eventId }: Request,
  data: Uint8Array,
): void {
  const recorded = { eventId, environment, recordedAt: receivedAt, stream };
  const [statement] = readCorrection(recorded, data, {});
  if (statement === undefined || subjectOf(statement) === null)
    throw new LedgerError(
      'invalid-request',
      'replacement names neither a transaction nor a profile.',
    );
}
