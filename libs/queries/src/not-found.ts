import { LedgerError } from '@subledger/domain';
import type { Reach } from './read-side.js';

/** Nothing that is applied fits. Says what is not applied, because that may. @param what a sentence. */
export const notFound = (what: string, { lag }: Pick<Reach, 'lag'>): LedgerError =>
  new LedgerError('not-found', `${what}${notApplied(lag)}`);

function notApplied(lag: Reach['lag']): string {
  if (lag === 0) return '';
  if (lag === null) return ' How many recorded events are not applied yet is not known.';
  return lag === 1
    ? ' 1 recorded event is not applied yet.'
    : ` ${lag} recorded events are not applied yet.`;
}
