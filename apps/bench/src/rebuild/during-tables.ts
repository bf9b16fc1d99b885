import { figure, spreadText } from '../report/figures.js';
import type { Table } from '../report/table.js';
import type { DuringFigures, DuringReport } from './during-report.js';

export const duringTables = ({ summary, seconds }: DuringReport): readonly Table[] => [
  {
    titles: ['Load', 'Answers/s', 'p50 ms', 'p99 ms', 'Max ms', 'Not 200'],
    rows: summary.figures.map((one) => [
      nameOf(one),
      ...[one.answersPerSecond, one.p50Ms, one.p99Ms, one.maxMs].map(spreadText),
      one.refused === 0 ? 'none' : figure(one.refused),
    ]),
  },
  {
    titles: ['During a rebuild', 'Figure'],
    rows: [
      ...summary.p99Ratios.map(({ kind, ratio }) => [
        `p99 of ${kind}, in times of without`,
        spreadText(ratio),
      ]),
      [`events projected anew in ${seconds} s`, spreadText(summary.rebuiltEvents)],
    ],
  },
];

const nameOf = ({ kind, time }: DuringFigures): string =>
  `${kind}, ${time === 'quiet' ? 'alone' : 'during a rebuild'}`;
