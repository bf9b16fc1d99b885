import { figure, spreadText } from '../report/figures.js';
import type { Table } from '../report/table.js';
import type { RebuildFigures, RebuildReport, RebuildSummary } from './rebuild-report.js';

/** What a run of the benchmark shows, as one table. */
export const rebuildTables = ({ summary }: Pick<RebuildReport, 'summary'>): readonly Table[] => [
  {
    titles: [
      'Events',
      'What',
      'Events/s',
      'MB/s',
      'Seconds',
      'CPU s',
      'Cores',
      'Peak MB',
      'µs/event',
    ],
    rows: summary.flatMap(rowsOf),
  },
  {
    titles: ['Events', 'Bytes/event', 'warm ÷ scan', 'cold ÷ (parse × cores)'],
    rows: summary.map(({ events, bytesAnEvent, warmToScan, coldToParse }) => [
      figure(events),
      figure(bytesAnEvent),
      spreadText(warmToScan),
      spreadText(coldToParse),
    ]),
  },
];

const rowsOf = ({
  events,
  scan,
  parse,
  cold,
  warm,
}: RebuildSummary): readonly (readonly string[])[] => [
  ...(
    [
      ['bare scan', scan],
      ['bare JSON.parse', parse],
    ] as const
  ).map(([what, rate]) => [
    figure(events),
    what,
    spreadText(rate.eventsPerSecond),
    spreadText(rate.megabytesPerSecond),
    ...Array<string>(5).fill(''),
  ]),
  [figure(events), 'cold', ...cellsOf(cold)],
  [figure(events), 'warm', ...cellsOf(warm)],
];

const cellsOf = (figures: RebuildFigures): readonly string[] =>
  [
    figures.eventsPerSecond,
    figures.megabytesPerSecond,
    figures.seconds,
    figures.cpuSeconds,
    figures.cores,
    figures.peakMegabytes,
    figures.microsecondsAnEvent,
  ].map(spreadText);
