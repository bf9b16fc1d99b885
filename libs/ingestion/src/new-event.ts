import { type DeliveryMetadata, RECORDED_TYPES } from '@subledger/domain';
import type { NewEvent } from '@subledger/event-store';
import type { Decision } from './decide.js';
import type { Delivery } from './delivery.js';

export type NewEventDecision = Extract<Decision, { kind: 'accept' | 'conflict' }>;

/** The event as it is handed to the store. */
export function newEvent(
  { environment, body, receivedAt, quarantinedAs, source = 'webhook' }: Delivery,
  bodySha256: string,
  decision: NewEventDecision,
): NewEvent {
  const stamp: DeliveryMetadata = { environment, receivedAt, bodySha256, source };
  const metadata = quarantinedAs === undefined ? stamp : { ...stamp, quarantinedAs };
  const { eventId: id } = decision;
  switch (decision.kind) {
    case 'accept':
      return { id, type: RECORDED_TYPES.accepted, data: body, metadata };
    case 'conflict': {
      const { conflictsWith } = decision;
      const type = RECORDED_TYPES.conflicted;
      return { id, type, data: body, metadata: { ...metadata, conflictsWith } };
    }
  }
}
