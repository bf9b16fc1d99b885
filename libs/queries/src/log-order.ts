import { comparePositions, type Fact, type Position } from '@subledger/domain';

/** Facts in the order of the log. A fact from a read model always has a position. */
export const inLogOrder = (facts: readonly Fact[]): readonly Fact[] =>
  facts.toSorted((a, b) =>
    a.position === undefined || b.position === undefined
      ? 0
      : comparePositions(a.position, b.position),
  );

/** The position that comes first in the log. */
export const earlierOf = (a: Position, b: Position): Position =>
  comparePositions(a, b) < 0 ? a : b;
