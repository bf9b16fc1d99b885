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

export type BulkJob = TranslateJob | GatherJob | FoldJob;

export interface Translated {
  /** Of the deliveries among the events. */
  readonly rows: FlatRows<'events'>;
  readonly events: number;
  /** The last event's position; null where there was none. */
  readonly last: Position | null;
}

export type BulkResult =
  | ({ readonly kind: 'translated' } & Translated)
  | ({ readonly kind: 'gathered' } & Packed)
  | ({ readonly kind: 'folded' } & FoldedPart);
