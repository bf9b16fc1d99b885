import { LedgerError } from '@subledger/domain';
import type { EventStore } from '@subledger/event-store';
import { type Identity, newEvent, type NewEventDecision } from './accepted-event.js';
import type { DeliveryResult, RecordDelivery } from './delivery.js';
import { derivedId } from './derived-id.js';

type AppendOnce = NonNullable<EventStore['appendOnce']>;

/**
 * For a store that knows every id: it is handed the event as if it were new, and says what it is. The same decisions
 * as `decide` comes to, made where the log is, so that nothing need be read or remembered here.
 */
export class DirectRecorder {
  readonly #appendOnce: AppendOnce;

  constructor(appendOnce: AppendOnce) {
    this.#appendOnce = appendOnce;
  }

  async record(delivery: RecordDelivery, identity: Identity): Promise<DeliveryResult> {
    const { eventId, bodySha256 } = identity;
    const first = await this.#offer(delivery, identity, { kind: 'accept', eventId });
    if (first !== null) return first;
    const conflict = await this.#offer(delivery, identity, {
      kind: 'conflict',
      eventId: derivedId('conflict', eventId, bodySha256),
      conflictsWith: eventId,
    });
    if (conflict !== null) return conflict;
    // Two bodies with the same 122 bits of SHA-256: nobody has ever found such a pair.
    throw new LedgerError(
      'store-unavailable',
      `${identity.stream} holds another conflict already.`,
    );
  }

  /** Null where the log holds the id with other data. */
  async #offer(
    delivery: RecordDelivery,
    { stream, bodySha256 }: Identity,
    decision: NewEventDecision,
  ): Promise<DeliveryResult | null> {
    const event = newEvent(delivery, bodySha256, decision);
    const result = await this.#appendOnce(stream, event);
    if (result.outcome === 'contradicted') return null;
    const { position } = result;
    if (decision.kind === 'conflict') return { outcome: 'conflict', eventId: event.id, position };
    const outcome = result.outcome === 'appended' ? 'accepted' : 'duplicate';
    return { outcome, eventId: event.id, position };
  }
}
