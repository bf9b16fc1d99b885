import { Command } from '@nestjs/cqrs';
import type { Environment, ErrorCode, Instant, Position } from '@subledger/domain';

/** Why a delivery is kept in quarantine instead of in a profile's stream. */
export type QuarantineCode = Extract<
  ErrorCode,
  'body-not-json' | 'body-not-object' | 'envelope-unusable' | 'environment-mismatch'
>;

/** Where an event stands in the log: of this delivery, or of the one that it repeats. */
interface Placed {
  readonly eventId: string;
  readonly position: Position;
}

export type DeliveryResult =
  | ({
      readonly outcome: 'accepted' | 'duplicate' | 'conflict';
      /** As it came: whether anybody knows it is asked when it is translated. */
      readonly eventName?: string;
    } & Placed)
  | ({
      readonly outcome: 'quarantined';
      readonly code: QuarantineCode;
      readonly reason: string;
    } & Placed)
  /** Not an event: the sender tries the address. `answer` is the body that it waits for. */
  | { readonly outcome: 'verification'; readonly answer: Readonly<Record<string, unknown>> };

/** One webhook as it came: record it before it is acknowledged. */
export class RecordDelivery extends Command<DeliveryResult> {
  constructor(
    /** The endpoint's environment. */
    readonly environment: Environment,
    /** The exact bytes. */
    readonly body: Uint8Array,
    readonly receivedAt: Instant,
    /** The id under which quarantine has kept these bytes, where they are tried again. */
    readonly quarantinedAs?: string,
  ) {
    super();
  }
}
