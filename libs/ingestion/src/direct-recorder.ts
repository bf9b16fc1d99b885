import { LedgerError } from '@subledger/domain';
import type { EventStore } from '@subledger/event-store';
import { newEvent } from './new-event.js';
import type { Identity } from './triage.js';
import type { Delivery, DeliveryResult } from './delivery.js';
import { derivedId } from './derived-id.js';

type AppendOnce = NonNullable<EventStore['appendOnce']>;

/**
 * For a store that knows every id: it is given the event as if it were new, and says what it is. It reaches the
 * same decisions as `decide`, but where the log is, so that nothing needs to be read or remembered here.
 */
export class DirectRecorder {
  readonly #appendOnce: AppendOnce;

  constructor(appendOnce: AppendOnce) {
    this.#appendOnce = appendOnce;
  }

  async record(delivery: Delivery, identity: Identity): Promise<DeliveryResult> {
    const { stream, eventId, bodySha256, mayChange = false } = identity;
    const event = newEvent(delivery, bodySha256, { kind: 'accept', eventId });
    const result = await this.#appendOnce(stream, event);
    if (result.outcome === 'contradicted' && !mayChange)
      return this.#recordConflict(delivery, identity);
    const outcome = result.outcome === 'appended' ? 'accepted' : 'duplicate';
    return { outcome, eventId, position: result.position };
  }

  /** The log holds the id with other data: the new data is recorded beside it, under an id of its own. */
  async #recordConflict(
    delivery: Delivery,
    { stream, eventId: conflictsWith, bodySha256 }: Identity,
  ): Promise<DeliveryResult> {
    const eventId = derivedId('conflict', conflictsWith, bodySha256);
    const event = newEvent(delivery, bodySha256, { kind: 'conflict', eventId, conflictsWith });
    const result = await this.#appendOnce(stream, event);
    if (result.outcome !== 'contradicted')
      return { outcome: 'conflict', eventId, position: result.position };
    // Two bodies with the same 122 bits of SHA-256: nobody has ever found such a pair.
    throw new LedgerError('store-unavailable', `${stream} already holds another conflict.`);
  }
}
