import { ENVIRONMENTS, type Environment } from '@subledger/domain';
import { KEY_RANGES, rangeOfKey } from '@subledger/read-models/bulk';

/** Subjects of an environment are divided into so many parts; those of production come first. */
export const countParts = (parts: number): number => parts * ENVIRONMENTS.length;

export const environmentOfPart = (part: number, parts: number): Environment =>
  ENVIRONMENTS[Math.floor(part / parts)] ?? 'production';

/** Parts are ranges of keys, so that what is folded part after part is written in the order of its keys. */
export const partOf = (environment: Environment, subject: string, parts: number): number =>
  ENVIRONMENTS.indexOf(environment) * parts +
  Math.floor((rangeOfKey(subject) * parts) / KEY_RANGES);
