import { spreadText } from '../report/figures.js';
import type { Table } from '../report/table.js';
import type { IngestReport } from './ingest-report.js';

export const ingestTables = ({ summary, ratios }: IngestReport): readonly Table[] => [
  {
    titles: [
      'Handler',
      'Requests/s',
      'p50 ms',
      'p99 ms',
      'CPU µs/request',
      'Memory MB',
      'Caught up after s',
      'Client cores',
      'Not 200',
    ],
    rows: summary.map((one) => [
      one.contender,
      ...[
        one.requestsPerSecond,
        one.p50Ms,
        one.p99Ms,
        one.cpuMicrosARequest,
        one.peakMegabytes,
      ].map(spreadText),
      one.lagSeconds === null ? '' : spreadText(one.lagSeconds),
      spreadText(one.clientCores),
      refusalText(one.refused),
    ]),
  },
  {
    titles: ['Requests/s of', 'in times of', 'Ratio'],
    rows: ratios.map(({ of, to, ratio }) => [of, to, spreadText(ratio)]),
  },
];

export function refusalText(refused: Readonly<Record<string, number>>): string {
  const each = Object.entries(refused).map(([as, count]) => `${as}: ${count}`);
  return each.length === 0 ? 'none' : each.join(', ');
}
