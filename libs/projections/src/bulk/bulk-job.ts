import type { EventNames } from '@subledger/adapty';
import type { Environment, Position } from '@subledger/domain';
import type { FlatRows } from '@subledger/read-models/bulk';
import type { FoldedPart } from './fold-part.js';
import type { Packed } from './packer.js';
import type { Stretch } from './stretches.js';

/** What a thread of a bulk load is given once. */
export interface BulkCrewData {
  readonly logFile: string;
  readonly names: EventNames;
}

/** Read a stretch of the log and say what its bodies mean, as rows. */
export interface TranslateJob extends Stretch {
  readonly kind: 'translate';
}

/** Bring what a stretch of the log means into the parts of its subjects. */
export interface GatherJob extends Stretch {
  readonly kind: 'gather';
  /** The build of the timeline whose translation is gathered, and its file; null: the bodies are translated anew. */
  readonly source: { readonly file: string; readonly build: number } | null;
  readonly parts: number;
}

/** Fold the subjects of one part of a spool. */
export interface FoldJob {
  readonly kind: 'fold';
  readonly environment: Environment;
  readonly folder: string;
  readonly part: number;
}

/** The jobs of a bulk load, by their kinds. */
export interface BulkJobs {
  readonly translate: TranslateJob;
  readonly gather: GatherJob;
  readonly fold: FoldJob;
}

export interface Translated {
  /** Of the deliveries among the events. */
  readonly rows: FlatRows<'events'>;
  readonly events: number;
  /** The last event's position; null where there was none. */
  readonly last: Position | null;
}

/** What becomes of each. */
export interface BulkResults {
  readonly translate: Translated;
  readonly gather: Packed;
  readonly fold: FoldedPart;
}
