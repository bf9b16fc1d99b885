import type { HoldersQuestion, PageRequest } from '@subledger/queries';
import { EverybodyParameters, everybodyQuestionOf } from './everybody-parameters.js';
import { TextParameter } from './parameter.decorators.js';

export class HoldersParameters extends EverybodyParameters {
  @TextParameter({
    description: 'Only this access level. Default: every level.',
    example: 'premium',
  })
  readonly level?: string;
}

export const holdersQuestionOf = (
  parameters: HoldersParameters,
): HoldersQuestion & PageRequest => ({
  ...everybodyQuestionOf(parameters),
  ...(parameters.level === undefined ? {} : { levelId: parameters.level }),
});
