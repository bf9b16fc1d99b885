import type { LogReport } from '@subledger/proofs';
import { counted } from '../terminal/counted.js';

/** The result of a verification. `partly-covered`: there are events after the last checkpoint. */
export type LogVerdict = 'unchanged' | 'partly-covered' | 'nothing-compared' | 'wrong';

/** @param faults what SQLite says of the file. */
export function verdictOn(report: LogReport, faults: readonly string[]): LogVerdict {
  const { findingCount, checkpoints, events, covered, uncovered } = report;
  if (findingCount + faults.length > 0) return 'wrong';
  if (checkpoints === 0 || (covered === '0' && events !== '0')) return 'nothing-compared';
  return uncovered === '0' ? 'unchanged' : 'partly-covered';
}

/** The last line: exactly what was shown, and no more. */
export function sentenceOf(
  verdict: LogVerdict,
  { findings, findingCount, events, covered, uncovered }: LogReport,
  faults: readonly string[],
): string {
  const wrong = findingCount + faults.length;
  // A checkpoint that does not match says more.
  const isUntold = uncovered !== '0' && findings.every(({ kind }) => kind !== 'checkpoint');
  switch (verdict) {
    case 'unchanged':
      return 'Nothing was changed.';
    case 'partly-covered':
      return `The first ${counted(Number(covered), 'event')} ${covered === '1' ? 'was' : 'were'} not changed. No checkpoint covers the last ${
        uncovered === '1'
          ? 'one: nothing shows whether it was'
          : `${uncovered}: nothing shows whether they were`
      } changed.`;
    case 'nothing-compared':
      return events === '0'
        ? 'Nothing was compared: the log is empty, and no checkpoint says that it should be.'
        : `Nothing was compared: no checkpoint covers any of the ${events} events, and nothing shows whether they were changed.`;
    case 'wrong':
      return `${counted(wrong, 'thing')} ${wrong === 1 ? 'is' : 'are'} wrong.${isUntold ? ` No checkpoint that fits covers the last ${uncovered} of the ${events} events.` : ''}`;
  }
}
