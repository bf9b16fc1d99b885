import { refusalText } from '../ingest/ingest-tables.js';
import { figure, spreadText } from '../report/figures.js';
import type { Table } from '../report/table.js';
import type { QueryReport } from './query-report.js';

export const queryTables = ({ summary, ratios }: QueryReport): readonly Table[] => [
  {
    titles: [
      'Access query',
      'Answers/s',
      'p50 ms',
      'p99 ms',
      'CPU µs/answer',
      'Memory MB',
      'Webhooks/s meanwhile',
      'Client cores',
      'Not 200',
    ],
    rows: summary.map((one) => [
      one.name,
      ...[one.requestsPerSecond, one.p50Ms, one.p99Ms].map(spreadText),
      one.cpuMicrosARequest === null ? '' : spreadText(one.cpuMicrosARequest),
      spreadText(one.peakMegabytes),
      one.webhooksPerSecond === null ? figure(0) : spreadText(one.webhooksPerSecond),
      spreadText(one.clientCores),
      refusalText(one.refused),
    ]),
  },
  {
    titles: ['Relative to the bare route', 'Answers/s'],
    rows: ratios.map(({ name, ratio }) => [name, spreadText(ratio)]),
  },
];
