import { ENVIRONMENTS, type Environment } from '@subledger/domain';
import { KEY_RANGES, rangeOfKey } from '@subledger/read-models/bulk';

/** The number of parts in all: each environment's subjects are divided into `parts`; production comes first. */
export const countParts = (parts: number): number => parts * ENVIRONMENTS.length;

export const environmentOfPart = (part: number, parts: number): Environment =>
  ENVIRONMENTS[Math.floor(part / parts)] ?? 'production';

/** Parts are ranges of keys, so that rows folded part after part are written in the order of their keys. */
export const partOf = (environment: Environment, subject: string, parts: number): number =>
  ENVIRONMENTS.indexOf(environment) * parts +
  Math.floor((rangeOfKey(subject) * parts) / KEY_RANGES);
