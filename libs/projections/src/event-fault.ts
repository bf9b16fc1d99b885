import { LedgerError } from '@subledger/domain';
import type { RecordedEvent } from '@subledger/event-store';
import { isDatabaseFault, loggableMessage } from '@subledger/read-models';

/** An event that a projection cannot apply, however often it tries. */
export class EventFault extends Error {
  /** Private, because loggers print an error's properties, and an event's bytes are about people. */
  readonly #event: RecordedEvent;

  constructor(event: RecordedEvent, cause: unknown) {
    super(loggableMessage(cause), { cause });
    this.name = 'EventFault';
    this.#event = event;
  }

  get event(): RecordedEvent {
    return this.#event;
  }
}

/** Whether the event may be to blame: trouble with a database, a store or another projector is not its fault. */
export const isEventsFault = (error: unknown): boolean =>
  !(error instanceof LedgerError) && !isDatabaseFault(error);
