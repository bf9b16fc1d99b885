import type { Reach } from '@subledger/queries';
import { counted } from './counted.js';

/** Notes what an answer does not take in; nothing if it takes in all that is recorded, or if that is not known. */
export const noteBehind =
  (note: (text: string) => void) =>
  ({ lag }: Partial<Reach>): void => {
    if (typeof lag === 'number' && lag > 0)
      note(`Not taken in yet: ${counted(lag, 'recorded event')}. See subledger projections.`);
  };
