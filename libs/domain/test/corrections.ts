import fc from 'fast-check';
import type { Fact } from '../src/fact.js';
import { shift } from '../src/instant.js';

/** What a person does about one of the facts: takes it away, or says something else in its place. */
export interface Correction {
  readonly of: number;
  readonly kind: 'retraction' | 'replacement';
  readonly delayMs: number;
}

/** Of few facts, also of corrections: the numbers count through the facts, and then the corrections before. */
export const corrections: fc.Arbitrary<readonly Correction[]> = fc.array(
  fc.record({
    of: fc.nat(),
    kind: fc.constantFrom('retraction' as const, 'replacement' as const),
    delayMs: fc.constantFrom(0, 1, 60_000, 3 * 86_400_000),
  }),
  { maxLength: 3 },
);

/** The facts, and behind them what was recorded by hand; each event is superseded at most once. */
export function corrected(facts: readonly Fact[], made: readonly Correction[]): readonly Fact[] {
  return made.reduce((told, correction, place) => {
    const open = told.filter(({ eventId }) => told.every((fact) => fact.supersedes !== eventId));
    const wrong = open[correction.of % open.length];
    return wrong === undefined ? told : [...told, correctionOf(wrong, correction, place)];
  }, facts);
}

function correctionOf(wrong: Fact, { kind, delayMs }: Correction, place: number): Fact {
  const recordedAt = shift(wrong.recordedAt, delayMs);
  const own = {
    eventId: `correction ${place}`,
    recordedAt,
    supersedes: wrong.eventId,
    note: { by: 'a person', text: 'a reason' },
  };
  if (kind === 'replacement')
    return {
      ...wrong,
      ...own,
      ...(wrong.expiresAt && { expiresAt: shift(wrong.expiresAt, 86_400_000) }),
    };
  return {
    ...own,
    environment: wrong.environment,
    type: 'retraction',
    name: '',
    occurredAt: recordedAt,
    ...(wrong.chain && { chain: wrong.chain }),
    ...(wrong.profileId && { profileId: wrong.profileId }),
  };
}
