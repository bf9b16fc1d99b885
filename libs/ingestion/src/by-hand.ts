import { Command } from '@nestjs/cqrs';
import type { EventNames } from '@subledger/adapty';
import type { Environment, Instant, Position } from '@subledger/domain';

/** What every request to record something by hand has. */
export interface ByHandRequest {
  readonly environment: Environment;
  /** The author. */
  readonly by: string;
  /** The scope of the key that it came with. */
  readonly scope: string;
  readonly receivedAt: Instant;
  /** Two requests with the same key are one; without a key, two with the same content are. */
  readonly idempotencyKey?: string;
}

export interface ByHandResult {
  /** `duplicate`: the same request was recorded before. */
  readonly outcome: 'accepted' | 'duplicate';
  readonly eventId: string;
  readonly position: Position;
}

/** Withdraw an event, and put another in its place if there is a replacement. */
export class SupersedeEvent extends Command<ByHandResult> {
  constructor(
    readonly request: ByHandRequest & {
      readonly why: string;
      readonly eventId: string;
      /** The event's stream. */
      readonly stream: string;
      /** A body as a webhook would bring it. */
      readonly replacement: string | null;
      readonly names: EventNames;
    },
  ) {
    super();
  }
}

/** Record a note on a customer. */
export class AnnotateCustomer extends Command<ByHandResult> {
  constructor(
    readonly request: ByHandRequest & {
      readonly text: string;
      readonly customerUserId: string;
      /** One of the customer's profiles: the note goes into its stream. */
      readonly profileId: string;
      readonly eventId: string | null;
    },
  ) {
    super();
  }
}
