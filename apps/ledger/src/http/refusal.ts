import { LedgerError } from '@subledger/domain';
import type { ValidationError } from 'class-validator';

export const refusal = (sentence: string): LedgerError =>
  new LedgerError('invalid-request', `${sentence}.`);

/** class-validator's name for a property that a class does not declare: its own message speaks of properties. */
const UNDESCRIBED = 'whitelistValidation';

/** Everything that is wrong with a request's parts, as one refusal. */
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
