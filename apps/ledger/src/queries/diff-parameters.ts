import type { DiffQuestion, Whom } from '@subledger/queries';
import { InstantParameter } from './parameter.decorators.js';
import { clocksOf, WorldParameters, worldOf } from './query-parameters.js';

const at = (side: string) => ({
  description: `The instant that the ${side} answer is about. Default: now.`,
  example: '2026-02-01T00:00:00Z',
});
const knownAt = (side: string) => ({
  description: `The ${side} answer, based only on what had been recorded at this instant. Default: on everything.`,
  example: '2026-02-01T00:00:00Z',
});

/** Two questions about the same customer or profile, each with its two clocks. */
export class AnswerDiffParameters extends WorldParameters {
  @InstantParameter(at('first'))
  readonly fromAt?: string;

  @InstantParameter(knownAt('first'))
  readonly fromKnownAt?: string;

  @InstantParameter(at('second'))
  readonly toAt?: string;

  @InstantParameter(knownAt('second'))
  readonly toKnownAt?: string;
}

export const diffQuestionOf = (whom: Whom, parameters: AnswerDiffParameters): DiffQuestion => ({
  whom,
  ...worldOf(parameters),
  from: sideOf(parameters.fromAt, parameters.fromKnownAt),
  to: sideOf(parameters.toAt, parameters.toKnownAt),
});

const sideOf = (at: string | undefined, knownAt: string | undefined): DiffQuestion['from'] =>
  clocksOf({ ...(at === undefined ? {} : { at }), ...(knownAt === undefined ? {} : { knownAt }) });
