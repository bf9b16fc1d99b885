import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { hashBody, identifyRow, translateRow } from '@subledger/adapty';
import { type Fact, isSameEvent } from '@subledger/domain';
import { EVENT_STORE, type EventStore, type RecordedEvent } from '@subledger/event-store';
import { type BackfillResult, BackfillRow } from './backfill.js';
import { checkRow, parseRow } from './export-row.js';
import { factOf } from './recorded-fact.js';
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
    const { eventId, stream } = identity;
    const fact = translateRow({ eventId, environment, recordedAt: receivedAt, body: row }, names);
    checkRow(row, environment, identity, fact);
    if (fact.type === 'access_level_updated') return nothing('skipped', null);
    const known = await this.#findKnown(request, stream, fact);
    if (known !== undefined) return placed('known', known);
    if (isTrial) return nothing('missing', eventId);
    const delivery = { environment, body, receivedAt, source: 'export' } as const;
    const recorded = { stream, eventId, bodySha256: hashBody(body), mayChange: true };
    const result = await this.recorder.record(delivery, recorded);
    if (result.outcome === 'verification') throw new Error('A row is no verification request.');
    return placed(result.outcome === 'accepted' ? 'accepted' : 'known', result);
  }

  /** The webhook or the row that tells of the same event: both are in the stream that the row belongs to. */
  async #findKnown(
    { environment, names }: Request,
    stream: string,
    row: Fact,
  ): Promise<
    { readonly eventId: string; readonly position: RecordedEvent['position'] } | undefined
  > {
    for await (const event of this.store.readStream(stream)) {
      const told = factOf(event, environment, names);
      if (told !== undefined && isSameEvent(told, row))
        return { eventId: event.id, position: event.position };
    }
    return undefined;
  }
}

const placed = (
  outcome: 'accepted' | 'known',
  { eventId, position }: Pick<RecordedEvent, 'position'> & { readonly eventId: string },
): BackfillResult => ({ outcome, eventId, position });

const nothing = (outcome: 'missing' | 'skipped', eventId: string | null): BackfillResult => ({
  outcome,
  eventId,
  position: null,
});
