import type { EventNames } from '@subledger/adapty';
import type { Environment, Position } from '@subledger/domain';
import type { FlatRows } from '@subledger/read-models/bulk';
import type { FoldedPart } from './fold-part.js';
import type { Packed } from './packer.js';
import type { Stretch } from './stretches.js';

/** What a thread of a bulk load is given once, when it starts. */
export interface BulkCrewData {
  readonly logFile: string;
  readonly names: EventNames;
}

/** Read a stretch of the log and return the meaning of its bodies, as rows. */
export interface TranslateJob extends Stretch {
  readonly kind: 'translate';
}

/** Sort the facts of a stretch of the log into the parts of their subjects. */
export interface GatherJob extends Stretch {
  readonly kind: 'gather';
  /** The timeline build whose translation is gathered, and its file; null: the bodies are translated again. */
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
  /** One row for each delivery among the events. */
  readonly rows: FlatRows<'events'>;
  readonly events: number;
  /** The last event's position; null if there was none. */
  readonly last: Position | null;
}

/** What becomes of each. */
export interface BulkResults {
  readonly translate: Translated;
  readonly gather: Packed;
  readonly fold: FoldedPart;
}
