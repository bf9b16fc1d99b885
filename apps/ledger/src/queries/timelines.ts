import { Injectable, type StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type Followed, GetTimeline, StreamTimeline, type TimelinePage } from '@subledger/queries';
import { TIMELINE_COLUMNS } from './rows/columns.js';
import { inBatches, streamRows } from './rows/format.js';
import { type TimelineParameters, timelineQuestionOf } from './timeline-parameters.js';

const ROWS_A_WRITE = 50;

/** Timelines in the requested format. */
@Injectable()
export class Timelines {
  constructor(private readonly queries: QueryBus) {}

  async of(whom: Followed, parameters: TimelineParameters): Promise<TimelinePage | StreamableFile> {
    const { format, limit } = parameters;
    const question = timelineQuestionOf(whom, parameters);
    if (format === 'json') return this.queries.execute(new GetTimeline(question, limit));
    const entries = await this.queries.execute(new StreamTimeline(question));
    return streamRows('timeline', format, TIMELINE_COLUMNS, inBatches(entries, ROWS_A_WRITE));
  }
}
