import { ENVIRONMENTS } from '@subledger/domain';
import { Option } from 'commander';

/** Absent: both worlds. */
export interface OfEnvironments {
  readonly environment?: string;
}

export const environmentsOption = (): Option =>
  new Option('--environment <name>', 'one of the two only').choices(ENVIRONMENTS);

export const environmentsOf = ({ environment }: OfEnvironments): readonly string[] =>
  environment === undefined ? ENVIRONMENTS : [environment];
