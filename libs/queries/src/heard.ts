import {
  comparePositions,
  type Fact,
  type Instant,
  isBelieved,
  knownBy,
  type Position,
} from '@subledger/domain';
import { factsOnPage, type StoredSubject } from '@subledger/read-models';

/** What is left out of what is recorded. */
export interface Hearing {
  /** Recorded time; absent: everything that is recorded. */
  readonly knownAt?: Instant;
  /** Only what the log held up to here; absent or null: everything. */
  readonly upTo?: Position | null;
}

/** Of the facts, those that had been recorded by then. */
export function heard(facts: readonly Fact[], { knownAt, upTo }: Hearing): readonly Fact[] {
  const known = knownAt === undefined ? facts : knownBy(facts, knownAt);
  return upTo == null ? known : heardUpTo(known, upTo);
}

/** Of the facts, those that the log held when it ended there. */
export const heardUpTo = (facts: readonly Fact[], last: Position): readonly Fact[] =>
  facts.filter(({ position }) => position !== undefined && comparePositions(position, last) <= 0);

/** The same of a stored subject, without what is not believed. */
export const countingFacts = ({ pages }: StoredSubject, hearing: Hearing): readonly Fact[] =>
  heard(pages.flatMap(factsOnPage).filter(isBelieved), hearing);
