import type { Environment, Instant } from '@subledger/domain';
import type { Build } from '@subledger/read-models';
import type { CustomerRebuilt } from '../rebuild-customer.js';

/** A projection in the version that the code at hand wants. */
export interface WantedProjection {
  readonly name: string;
  readonly version: number;
  readonly translation: string;
}

/** What only the process that feeds a build knows of it; the catalog knows the rest. */
export interface Feed {
  readonly eventsPerSecond: number;
  /** When events were applied last, or there were none to apply. */
  readonly progressedAt: Instant;
  /** Why the last try failed; null once events are applied again. */
  readonly trouble: string | null;
}

/**
 * The projector as whoever operates it sees it: it works in this thread or in another one, or, where several
 * processes share the read models, some projections are fed by none of them.
 */
export interface ProjectionControl {
  readonly wanted: readonly WantedProjection[];

  /** @throws LedgerError `invalid-configuration` where a newer ledger wrote what answers. */
  start(): Promise<void>;
  stop(): Promise<void>;

  /** Undefined where nobody here feeds the build. */
  feedOf(build: number): Feed | undefined;

  /** Whether another process may feed this build, so that nothing is wrong when this one does not. */
  isFedElsewhere(build: Build): boolean;

  /**
   * Begins to build a projection anew from the log, beside what answers, and gives the build's number.
   *
   * @param promotes whether it takes over by itself once it has caught up.
   * @throws LedgerError `not-found` for a projection that nobody knows; `rebuild-running`.
   */
  rebuild(name: string, promotes: boolean): Promise<number>;

  /** @throws LedgerError `not-found`; `rebuild-not-ready` when it does not come as far as what answers in time. */
  promote(build: number): Promise<void>;

  /** Stops and forgets a rebuild. @throws LedgerError `not-found`. */
  discard(build: number): Promise<void>;

  /** Lets a build that stands still try its event again. @throws LedgerError `not-found`. */
  resume(build: number): Promise<void>;

  /** Lets a build pass over the event that the projection stands still at; on record, until the next rebuild. */
  skip(build: number, eventId: string): Promise<void>;

  /** Computes one customer's rows anew, in place. @throws LedgerError `not-found`, `answer-too-large`. */
  rebuildCustomer(environment: Environment, customerUserId: string): Promise<CustomerRebuilt>;
}
