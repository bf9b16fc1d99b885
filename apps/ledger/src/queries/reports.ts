import { Injectable, type StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetRevenue, type RevenueQuestion, type RevenueReport } from '@subledger/queries';
import { type Format, inBatches, streamRows } from './rows/format.js';
import { REVENUE_COLUMNS, revenueRows } from './rows/revenue-columns.js';

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
}
