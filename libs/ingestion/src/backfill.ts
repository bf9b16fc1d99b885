import type { EventNames } from '@subledger/adapty';
import { Command } from '@nestjs/cqrs';
import type { Environment, Instant, Position } from '@subledger/domain';

export interface BackfillResult {
  /**
   * `known`: a webhook, or a row before, told of the event. `missing`: nothing did, and this was a trial. `skipped`: an
   * export does not say which access level an update is about.
   */
  readonly outcome: 'accepted' | 'known' | 'missing' | 'skipped';
  /** The event of the row, also where a trial has not recorded it, or what told of it; null for what is skipped. */
  readonly eventId: string | null;
  readonly position: Position | null;
}

/** One row of an export of Adapty's events: record it, unless its event is known. */
export class BackfillRow extends Command<BackfillResult> {
  constructor(
    readonly request: {
      readonly environment: Environment;
      /** The exact bytes of a JSON object of the row's cells. */
      readonly body: Uint8Array;
      readonly receivedAt: Instant;
      readonly names: EventNames;
      /** Record nothing. */
      readonly isTrial: boolean;
    },
  ) {
    super();
  }
}
