import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  type EventNames,
  hashBody,
  identifyRow,
  parseBody,
  type RowIdentity,
  translate,
  translateRow,
} from '@subledger/adapty';
import { type Fact, isToldBy, RECORDED_TYPES } from '@subledger/domain';
import { EVENT_STORE, type EventStore, type RecordedEvent } from '@subledger/event-store';
import { type BackfillResult, BackfillRow } from './backfill.js';
import { checkRow, parseRow } from './export-row.js';
import { RECORDER, type Recorder } from './recorder.js';

type Request = BackfillRow['request'];

/** @throws LedgerError `invalid-request` for what is no row of an export; `store-unavailable`, `store-full`, … */
@CommandHandler(BackfillRow)
export class BackfillRowHandler implements ICommandHandler<BackfillRow> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(RECORDER) private readonly recorder: Recorder,
  ) {}

  async execute({ request }: BackfillRow): Promise<BackfillResult> {
    const { environment, body, receivedAt, names, isTrial } = request;
    const row = parseRow(body);
    const identity = identifyRow(row, environment);
    const { eventId } = identity;
    const fact = translateRow({ eventId, environment, recordedAt: receivedAt, body: row }, names);
    checkRow(row, environment, identity, fact);
    if (fact.type === 'access_level_updated') return nothing('skipped');
    const known = await this.#findKnown(request, identity, fact);
    if (known !== undefined) return placed('known', known);
    if (isTrial) return nothing('missing');
    const delivery = { environment, body, receivedAt, source: 'export' } as const;
    const recorded = { ...identity, bodySha256: hashBody(body) };
    const result = await this.recorder.record(delivery, recorded);
    if (result.outcome === 'verification') throw new Error('A row is no verification request.');
    return placed(result.outcome === 'accepted' ? 'accepted' : 'known', result);
  }

  /** The event that is this row, or the webhook that told of the same: both are in the stream that the row belongs to. */
  async #findKnown(
    { names }: Request,
    { eventId, stream }: RowIdentity,
    fact: Fact,
  ): Promise<
    { readonly eventId: string; readonly position: RecordedEvent['position'] } | undefined
  > {
    for await (const event of this.store.readStream(stream)) {
      const { id, position } = event;
      if (id === eventId || tells(event, fact, names)) return { eventId: id, position };
    }
    return undefined;
  }
}

/** Whether a recorded webhook is about the same event as the row. */
function tells(event: RecordedEvent, row: Fact, names: EventNames): boolean {
  if (event.type !== RECORDED_TYPES.accepted || event.metadata.source === 'export') return false;
  const parsed = parseBody(event.data);
  if (!parsed.ok) return false;
  const { environment, recordedAt } = row;
  return isToldBy(
    row,
    translate({ eventId: event.id, environment, recordedAt, body: parsed.body }, names),
  );
}

const placed = (
  outcome: 'accepted' | 'known',
  { eventId, position }: Pick<RecordedEvent, 'position'> & { readonly eventId: string },
): BackfillResult => ({ outcome, eventId, position });

const nothing = (outcome: 'missing' | 'skipped'): BackfillResult => ({
  outcome,
  eventId: null,
  position: null,
});
