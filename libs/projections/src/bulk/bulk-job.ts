import type { EventNames } from '@subledger/adapty';
import type { Environment, Position } from '@subledger/domain';
import type { FlatRows } from '@subledger/read-models';
import type { FoldedPart } from './fold-part.js';

/** What a thread of a bulk load is given once. */
export interface BulkCrewData {
  readonly logFile: string;
  readonly names: EventNames;
}

/** Read a stretch of the log and say what its bodies mean. */
export interface TranslateJob {
  readonly kind: 'translate';
  readonly after: Position | null;
  readonly limit: number;
}

/** Fold the subjects of one part of a spool. */
export interface FoldJob {
  readonly kind: 'fold';
  readonly environment: Environment;
  readonly folder: string;
  readonly part: number;
}

export type BulkJob = TranslateJob | FoldJob;

export interface Translated {
  readonly kind: 'translated';
  /** Of the deliveries among the events. */
  readonly rows: FlatRows<'events'>;
  readonly events: number;
  /** The last event's position; null where there was none. */
  readonly last: Position | null;
}

export type BulkResult = Translated | ({ readonly kind: 'folded' } & FoldedPart);
