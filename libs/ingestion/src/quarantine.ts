import { LedgerError, type DeliveryMetadata, RECORDED_TYPES } from '@subledger/domain';
import type { EventStore } from '@subledger/event-store';
import { type DeliveryResult, type RecordDelivery } from './delivery.js';
import { derivedId } from './derived-id.js';
import type { Unusable } from './triage.js';

/**
 * Stores whole what cannot be recorded as an event. The stream is named after the bytes and holds one event whose
 * id is derived from them, so the same bytes are stored once, however often they come.
 */
export class Quarantine {
  readonly #store: EventStore;

  constructor(store: EventStore) {
    this.#store = store;
  }

  async keep(delivery: RecordDelivery, unusable: Unusable): Promise<DeliveryResult> {
    const { environment, body, receivedAt } = delivery;
    const { code, reason, bodySha256 } = unusable;
    const metadata: DeliveryMetadata = {
      environment,
      receivedAt,
      bodySha256,
      source: 'webhook',
      reason: code,
      detail: reason,
    };
    const id = derivedId('quarantine', environment, bodySha256);
    const type = RECORDED_TYPES.quarantined;
    const stream = `quarantine_${environment}-${bodySha256.slice(0, 40)}`;
    const result = await this.#store.append(stream, 'no_stream', [
      { id, type, data: body, metadata },
    ]);
    if (result.outcome === 'conflict') {
      // Two bodies with the same 160 bits of SHA-256: nobody has ever found such a pair.
      throw new LedgerError('store-unavailable', `${stream} already holds another event.`);
    }
    return { outcome: 'quarantined', code, reason, eventId: id, position: result.position };
  }
}
