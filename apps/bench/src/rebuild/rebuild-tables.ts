import { figure, spreadText } from '../report/figures.js';
import type { Table } from '../report/table.js';
import type { RebuildFigures, RebuildReport, RebuildSummary } from './rebuild-report.js';

/** The result of a benchmark run, as one table. */
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
    titles: [
      'Events',
      'Bytes/event',
      'warm ÷ scan',
      'copy of its rows ÷ scan',
      'cold ÷ (parse × cores)',
      'copy of its rows ÷ parse',
    ],
    rows: summary.map(({ events, bytesAnEvent, ...ratios }) => [
      figure(events),
      figure(bytesAnEvent),
      spreadText(ratios.warmToScan),
      spreadText(ratios.copyToScan),
      spreadText(ratios.coldToParse),
      spreadText(ratios.copyToParse),
    ]),
  },
];

const rowsOf = ({
  events,
  scan,
  parse,
  coldCopied,
  warmCopied,
  cold,
  warm,
}: RebuildSummary): readonly (readonly string[])[] => [
  ...(
    [
      ['bare scan', scan],
      ['bare JSON.parse', parse],
      ["copy of cold's rows", coldCopied],
      ["copy of warm's rows", warmCopied],
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
