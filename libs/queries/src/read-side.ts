import type { Instant, Position } from '@subledger/domain';
import type { EventStore } from '@subledger/event-store';
import type { ReadModels } from '@subledger/read-models';

/** The read models that questions are asked of, by their projections' names. */
export type ReadModelName = 'lifecycle' | 'timeline' | 'quarantine';

export const READ_SIDE = Symbol('ReadSide');

/** What every question needs: where the answers are, and how far they have come. */
export interface ReadSide {
  readonly readModels: ReadModels;
  readonly store: EventStore;
  /** Product → access level, where the sender has access updates switched off. */
  readonly productLevels: Readonly<Record<string, string>>;
  readonly now: () => Instant;
}

/** How far an answer reaches into the log. */
export interface Reach {
  /** The last position that the answer takes in; null before the first. */
  readonly position: Position | null;
  /** Recorded events that it does not take in yet; null where the store cannot count them. */
  readonly lag: number | null;
}
