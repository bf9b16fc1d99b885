import { Injectable, type StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type EventsAnswer, ListEvents, StreamEvents } from '@subledger/queries';
import { type EventsParameters, eventsQuestionOf } from './events-parameters.js';
import { EVENT_COLUMNS } from './rows/columns.js';
import { streamRows } from './rows/format.js';

/** Searches of the log in the requested format. */
@Injectable()
export class Searches {
  constructor(private readonly queries: QueryBus) {}

  async of(parameters: EventsParameters): Promise<EventsAnswer | StreamableFile> {
    const { format } = parameters;
    const question = eventsQuestionOf(parameters);
    if (format === 'json') return this.queries.execute(new ListEvents(question));
    const batches = await this.queries.execute(new StreamEvents(question));
    return streamRows('events', format, EVENT_COLUMNS, batches);
  }
}
