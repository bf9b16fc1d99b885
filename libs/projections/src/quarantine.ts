import { RECORDED_TYPES } from '@subledger/domain';
import { markRecorded, saveQuarantined } from '@subledger/read-models';
import { environmentOf, receivedAt } from './delivery.js';
import type { Projection } from './projection.js';

/** Deliveries that were kept although no event could be read from them. */
export const quarantine = (): Projection => ({
  name: 'quarantine',
  version: 2,
  // A refusal is shown as it was, so no translator is involved.
  translation: 'none',
  bulkWay: { type: RECORDED_TYPES.quarantined, metadataKey: 'quarantinedAs' },
  apply: async (transaction, events) => {
    const kept = events.filter((event) => event.type === RECORDED_TYPES.quarantined);
    await saveQuarantined(
      transaction,
      kept.map((event) => ({
        eventId: event.id,
        environment: environmentOf(event),
        position: event.position,
        stream: event.stream,
        reason: event.metadata.reason ?? 'envelope-unusable',
        detail: event.metadata.detail ?? '',
        recordedAt: receivedAt(event),
        bodySha256: event.metadata.bodySha256 ?? '',
        bodyBytes: event.data.byteLength,
      })),
    );
    await markRecorded(
      transaction,
      events.flatMap(({ id, metadata: { quarantinedAs } }) =>
        quarantinedAs === undefined ? [] : [{ quarantinedId: quarantinedAs, eventId: id }],
      ),
    );
  },
});
