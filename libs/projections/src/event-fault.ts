import { LedgerError } from '@subledger/domain';
import type { RecordedEvent } from '@subledger/event-store';
import { isDatabaseFault, loggableMessage } from '@subledger/read-models';

/** One event that a projection cannot take, however often it tries. */
export class EventFault extends Error {
  /** Private, because whoever logs an error logs what it has: an event's bytes are about people. */
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
