import type { Environment, Instant } from '@subledger/domain';
import type { Build } from '@subledger/read-models';
import type { CustomerRebuilt } from '../rebuild-customer.js';

/** A projection in the version that the running code needs. */
export interface WantedProjection {
  readonly name: string;
  readonly version: number;
  readonly translation: string;
}

/** What only the process that feeds a build knows about it; the catalog knows the rest. */
export interface Feed {
  readonly eventsPerSecond: number;
  /** When events were last applied, or there were none to apply. */
  readonly progressedAt: Instant;
  /** Why the last attempt failed, or why none can be made; null once events are applied again. */
  readonly trouble: string | null;
}

/**
 * The projector as its operators see it: it works in this thread or in another one, or, if several processes share
 * the read models, neither of them may feed a given projection.
 */
export interface ProjectionControl {
  readonly wanted: readonly WantedProjection[];

  /** @throws LedgerError `invalid-configuration` if a newer ledger wrote the live read model. */
  start(): Promise<void>;
  stop(): Promise<void>;

  /** Undefined if this process does not feed the build, and nothing is wrong: another one may. */
  feedOf(build: number): Feed | undefined;

  /** Whether another process may feed this build, so that nothing is wrong if this one does not. */
  isFedElsewhere(build: Build): boolean;

  /**
   * Starts to rebuild a projection from the log, beside the live build, and returns the new build's number.
   *
   * @param promotes whether it takes over by itself once it has caught up.
   * @throws LedgerError `not-found` for an unknown projection; `rebuild-running`.
   */
  rebuild(name: string, promotes: boolean): Promise<number>;

  /** @throws LedgerError `not-found`; `rebuild-not-ready` if it does not catch up with the live build in time. */
  promote(build: number): Promise<void>;

  /** Stops and discards a rebuild. @throws LedgerError `not-found`. */
  discard(build: number): Promise<void>;

  /** Lets a build that stands still try its event again. @throws LedgerError `not-found`. */
  resume(build: number): Promise<void>;

  /** Lets a build skip the event that the projection stands still at; on record, until the next rebuild. */
  skip(build: number, eventId: string): Promise<void>;

  /** Recomputes one customer's rows, in place. @throws LedgerError `not-found`, `answer-too-large`. */
  rebuildCustomer(environment: Environment, customerUserId: string): Promise<CustomerRebuilt>;
}
