import type { ExpectedRevision } from '@subledger/event-store';
import type { Position } from '@subledger/domain';
import { derivedId } from './derived-id.js';
import type { Identity } from './triage.js';

/** What is known about an event that the stream already holds. */
export interface HeldEvent {
  readonly bodySha256: string;
  readonly position: Position;
  readonly revision: bigint;
}

/** As much of a profile's stream as the decision needs: which deliveries it holds, and where it ends. */
export interface StreamState {
  readonly revision: ExpectedRevision;
  /** By event id. */
  readonly held: ReadonlyMap<string, HeldEvent>;
}

export type Decision =
  /** It is not held: record it. */
  | { readonly kind: 'accept'; readonly eventId: string }
  /** The same identity is held, with the same bytes or where these may change. */
  | { readonly kind: 'duplicate'; readonly eventId: string; readonly position: Position }
  /** The same identity with other bytes: record it beside the first, under an id of its own. */
  | { readonly kind: 'conflict'; readonly eventId: string; readonly conflictsWith: string }
  /** A repetition of that conflicting delivery. */
  | { readonly kind: 'known_conflict'; readonly eventId: string; readonly position: Position };

/** Whether a delivery is new, a repetition, or contradicts what was recorded under its identity. */
export function decide(
  state: StreamState,
  delivery: Pick<Identity, 'eventId' | 'bodySha256' | 'mayChange'>,
): Decision {
  const { eventId, bodySha256, mayChange = false } = delivery;
  const first = state.held.get(eventId);
  if (!first) return { kind: 'accept', eventId };
  if (mayChange || first.bodySha256 === bodySha256) {
    return { kind: 'duplicate', eventId, position: first.position };
  }
  const conflictId = derivedId('conflict', eventId, bodySha256);
  const known = state.held.get(conflictId);
  if (known) return { kind: 'known_conflict', eventId: conflictId, position: known.position };
  return { kind: 'conflict', eventId: conflictId, conflictsWith: eventId };
}
