import type { Environment } from './fact.js';
import type { Instant } from './instant.js';

/** Kinds of recorded events: what happened to a delivery, or what a person recorded; never text that a sender chose. */
export const RECORDED_TYPES = {
  accepted: 'delivery_accepted',
  conflicted: 'delivery_conflicted',
  quarantined: 'delivery_quarantined',
  superseded: 'event_superseded',
  annotated: 'customer_annotated',
} as const;

/** Prefixes of the ledger's stream names: a server may also hold streams of others. */
export const LEDGER_STREAMS = ['production-', 'sandbox-', 'quarantine_'] as const;

/**
 * What the log keeps beside the exact bytes of a delivery, as plain strings. `conflictsWith` (a conflicting
 * delivery) is the id of the event that came first; `reason` (in quarantine) is an error's code and `detail` its
 * message. `quarantinedAs` is the id of the quarantined delivery that could be read in the end; `supersedes` (a
 * correction) that of the event that no longer counts.
 */
export interface DeliveryMetadata extends Record<string, string> {
  readonly environment: Environment;
  readonly receivedAt: Instant;
  /** SHA-256 of the bytes, lower-case hex. */
  readonly bodySha256: string;
  readonly source: 'webhook' | 'operator' | 'export';
}
