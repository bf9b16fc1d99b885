import type { EventNames } from '@subledger/adapty';
import type { Instant } from '@subledger/domain';
import type { EventStore, Marks } from '@subledger/event-store';
import type { Build, BulkFile, ReadModels } from '@subledger/read-models';
import type { BulkCrewData, BulkJobs, BulkResults } from './bulk-job.js';
import type { Crew } from './crew.js';

export interface BulkParts {
  readonly store: EventStore;
  readonly readModels: ReadModels;
  readonly now: () => Instant;
  /** The log's file: each thread reads it itself. */
  readonly logFile: string;
  readonly names: EventNames;
  /** Default: 5,000. */
  readonly leastEvents?: number;
  /** How many events are folded at a time when loading subjects. Default: 2,500. */
  readonly eventsAPart?: number;
  /** Default: threads of this load's own. */
  readonly startCrew?: (data: BulkCrewData) => BulkCrew;
}

export type BulkCrew = Pick<Crew<BulkJobs, BulkResults>, 'inOrder' | 'close'>;

/** What the parts of a load share. */
export interface BulkLoad extends BulkParts {
  readonly build: Build;
  readonly bulk: BulkFile;
  readonly crew: BulkCrew;
  /** How many jobs are started before the first one's result is taken. */
  readonly ahead: number;
  readonly signal: AbortSignal;
}

/**
 * How a projection can be loaded in bulk: its rows in the order of their keys, instead of event by event; or, if
 * few events matter to it, only from those that are marked.
 */
export type BulkWay = 'events' | 'subjects' | Marks;
