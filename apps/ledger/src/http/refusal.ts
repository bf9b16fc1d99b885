import { LedgerError } from '@subledger/domain';
import type { ValidationError } from 'class-validator';

export const refusal = (sentence: string): LedgerError =>
  new LedgerError('invalid-request', `${sentence}.`);

/** How class-validator calls what a class does not describe: its own sentence speaks of properties. */
const UNDESCRIBED = 'whitelistValidation';

/** All that is wrong with a request's parts, as one refusal. */
export const refusalOf = (
  faults: readonly ValidationError[],
  part: 'parameter of this query' | 'member of this body',
): LedgerError =>
  refusal(
    faults
      .flatMap(({ property, constraints }) =>
        Object.entries(constraints ?? {}).map(([name, sentence]) =>
          name === UNDESCRIBED ? `${property} is not a ${part}` : sentence,
        ),
      )
      .join('; '),
  );
