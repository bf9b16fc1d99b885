import { Injectable, type StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  GetRevenue,
  ListRevenueEntries,
  type PageRequest,
  type RevenueEntriesAnswer,
  type RevenueEntriesQuestion,
  type RevenueQuestion,
  type RevenueReport,
  StreamRevenueEntries,
} from '@subledger/queries';
import { type Format, inBatches, streamRows } from './rows/format.js';
import { REVENUE_COLUMNS, REVENUE_ENTRY_COLUMNS, revenueRows } from './rows/revenue-columns.js';

const ROWS_A_WRITE = 100;

/** Reports in the format that is asked for. */
@Injectable()
export class Reports {
  constructor(private readonly queries: QueryBus) {}

  async of(format: Format, question: RevenueQuestion): Promise<RevenueReport | StreamableFile> {
    const report = await this.queries.execute(
      new GetRevenue({ ...question, isFile: format !== 'json' }),
    );
    if (format === 'json') return report;
    const rows = inBatches(revenueRows(report), ROWS_A_WRITE);
    return streamRows('revenue', format, REVENUE_COLUMNS, rows);
  }

  async entries(
    format: Format,
    question: RevenueEntriesQuestion & PageRequest,
  ): Promise<RevenueEntriesAnswer | StreamableFile> {
    if (format === 'json') return this.queries.execute(new ListRevenueEntries(question));
    const batches = await this.queries.execute(new StreamRevenueEntries(question));
    return streamRows('revenue-entries', format, REVENUE_ENTRY_COLUMNS, batches);
  }
}
