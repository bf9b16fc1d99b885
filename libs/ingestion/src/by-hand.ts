import { Command } from '@nestjs/cqrs';
import type { Environment, Instant, Position } from '@subledger/domain';

/** What every request to record something by hand has. */
export interface ByHandRequest {
  readonly environment: Environment;
  /** Who. */
  readonly by: string;
  /** The scope of the key that it came with. */
  readonly scope: string;
  readonly receivedAt: Instant;
  /** Two requests with one key are one; without it, two of the same content are. */
  readonly idempotencyKey?: string;
}

export interface ByHandResult {
  /** `duplicate`: the same request was recorded before. */
  readonly outcome: 'accepted' | 'duplicate';
  readonly eventId: string;
  readonly position: Position;
}

/** Let an event count no more, from now on, and something else in its place where there is a replacement. */
export class SupersedeEvent extends Command<ByHandResult> {
  constructor(
    readonly request: ByHandRequest & {
      readonly why: string;
      readonly eventId: string;
      /** Where the event stands. */
      readonly stream: string;
      /** A body as a webhook would bring it. */
      readonly replacement: string | null;
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
      /** One of the customer's profiles: the note stands in its stream. */
      readonly profileId: string;
      readonly eventId: string | null;
    },
  ) {
    super();
  }
}
