import { ENVIRONMENTS } from '@subledger/domain';
import { Option } from 'commander';

/** Absent: both environments. */
export interface OfEnvironments {
  readonly environment?: string;
}

/** Where a question is about one of them. */
export const environmentOption = (): Option =>
  new Option('--environment <name>', 'which of the two environments it is about')
    .choices(ENVIRONMENTS)
    .default('production');

/** Where both are meant unless one is named. */
export const environmentsOption = (): Option =>
  new Option('--environment <name>', 'only this one of the two').choices(ENVIRONMENTS);

export const environmentsOf = ({ environment }: OfEnvironments): readonly string[] =>
  environment === undefined ? ENVIRONMENTS : [environment];
