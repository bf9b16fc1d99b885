import type { RecordedEvent } from '@subledger/event-store';
import type { Database, ProjectionId } from '@subledger/read-models';

/** The code that turns recorded events into one read model. Applied twice, it leaves the same tables. */
export interface Projection extends ProjectionId {
  /** Writes what the events mean, in the transaction that also moves the checkpoint. */
  apply(transaction: Database, events: readonly RecordedEvent[]): Promise<void>;
}
