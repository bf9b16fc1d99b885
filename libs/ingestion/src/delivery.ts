import { Command } from '@nestjs/cqrs';
import type { Environment, ErrorCode, Instant, Position } from '@subledger/domain';

/** Why a delivery is kept in quarantine instead of in a profile's stream. */
export type QuarantineCode = Extract<
  ErrorCode,
  'body-not-json' | 'body-not-object' | 'envelope-unusable' | 'environment-mismatch'
>;

/** The place of an event in the log: of this delivery, or of the one that it repeats. */
interface Placed {
  readonly eventId: string;
  readonly position: Position;
}

export type DeliveryResult =
  | ({
      readonly outcome: 'accepted' | 'duplicate' | 'conflict';
      /** As it came: whether the name is known only matters for translation. */
      readonly eventName?: string;
    } & Placed)
  | ({
      readonly outcome: 'quarantined';
      readonly code: QuarantineCode;
      readonly reason: string;
    } & Placed)
  /** Not an event: the sender is testing the address. `answer` is the body that it expects. */
  | { readonly outcome: 'verification'; readonly answer: Readonly<Record<string, unknown>> };

/** What is to be recorded. */
export interface Delivery {
  readonly environment: Environment;
  /** The exact bytes. */
  readonly body: Uint8Array;
  readonly receivedAt: Instant;
  /** The id under which quarantine holds these bytes, if this is a retry. */
  readonly quarantinedAs?: string | undefined;
  /** Absent: a webhook. */
  readonly source?: 'webhook' | 'export';
}

/** One webhook as it came: record it before it is acknowledged. */
export class RecordDelivery extends Command<DeliveryResult> implements Delivery {
  constructor(
    /** The endpoint's environment. */
    readonly environment: Environment,
    /** The exact bytes. */
    readonly body: Uint8Array,
    readonly receivedAt: Instant,
    /** The id under which quarantine holds these bytes, if this is a retry. */
    readonly quarantinedAs?: string,
  ) {
    super();
  }
}
