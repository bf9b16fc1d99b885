import { figure } from '../report/figures.js';
import type { Table } from '../report/table.js';
import { refusalText } from './ingest-tables.js';
import type { Sample, SustainedReport } from './sustained.js';

export const sustainedTables = (report: SustainedReport): readonly Table[] => [
  {
    titles: ['Sustained load', 'Figure'],
    rows: rowsOf(report),
  },
];

function rowsOf(report: SustainedReport): readonly (readonly string[])[] {
  const { load, samples, perSecond, seconds } = report;
  const { webhooks, freshness } = load;
  if (webhooks === null || freshness === null) return [];
  const { latencyMs } = webhooks;
  const { lagMs } = freshness;
  return [
    ['webhooks due a second', figure(perSecond)],
    ['seconds', figure(seconds)],
    ['answered a second', figure(webhooks.requestsPerSecond)],
    ['never sent, no connection being free', figure(webhooks.unsent)],
    ['not 200', refusalText(webhooks.refused)],
    ['answer p50, p99, max ms', three(latencyMs.p50, latencyMs.p99, latencyMs.max)],
    [
      'read model behind an acknowledged event p50, p99, max ms',
      three(lagMs.p50, lagMs.p99, lagMs.max),
    ],
    [
      'times it was asked, and not there within 10 s',
      `${figure(freshness.samples)}, ${figure(freshness.tooLate)}`,
    ],
    ['most events behind', figure(Math.max(0, ...samples.map(({ lagEvents }) => lagEvents ?? 0)))],
    ['caught up after the last 200, s', figure(report.lagSeconds)],
    ['CPU µs a webhook', figure((report.cpuSeconds * 1e6) / webhooks.answered)],
    ['memory MB after a quarter, half, three quarters, all of it', memoryText(samples)],
  ];
}

const three = (...values: readonly number[]): string => values.map(figure).join(', ');

const memoryText = (samples: readonly Sample[]): string =>
  [0.25, 0.5, 0.75, 1]
    .map((part) => samples[Math.max(0, Math.ceil(samples.length * part) - 1)])
    .map((one) => (one === undefined ? '' : figure(one.residentBytes / 1e6)))
    .join(', ');
