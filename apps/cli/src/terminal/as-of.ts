import type { StatusAnswer } from '@subledger/queries';
import { counted } from './counted.js';

/** Which moment an answer is about, and how much of what is recorded it takes in. */
export const asOfText = ({ at, knownAt, position, lag }: Reach): string =>
  [
    `as of ${at}`,
    ...(knownAt === null ? [] : [`by what was recorded until ${knownAt}`]),
    ...(lag === 0 || position === null ? [] : [`up to position ${position}`]),
    ...(lag === null || lag === 0 ? [] : [`${counted(lag, 'recorded event')} behind`]),
  ].join(', ');

type Reach = Pick<StatusAnswer, 'at' | 'knownAt' | 'position' | 'lag'>;
