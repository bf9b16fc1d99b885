import type { Position } from '@subledger/domain';
import type { LastEvent } from '@subledger/read-models';

/** Raised with every change in what is saved: a load that other code began starts over. */
export const LOAD_FORMAT = 4;

/** How far a load of subjects has come, saved so that it can be resumed. */
export interface LoadState {
  readonly format: number;
  /** The token that the read models have for the load whose rows are in them. */
  readonly token: string;
  /** The boot of the machine in which this was written; null if it cannot be told. */
  readonly run: string | null;
  /** The load includes the log up to this event. */
  readonly upTo: LastEvent;
  readonly events: number;
  /** The number of parts that each environment's subjects are divided into. */
  readonly parts: number;
  /** The build whose translation is gathered; null if the bodies are translated again. */
  readonly source: number | null;
  readonly step: GatherStep | FoldStep | InstallStep;
}

/** Facts are being sorted into parts: those of the events after a position are still to come. */
export interface GatherStep {
  readonly kind: 'gather';
  readonly after: Position | null;
  /** Out of how many events. */
  readonly gathered: number;
  /** The sizes of the parts' files. */
  readonly sizes: readonly number[];
}

/** Parts are being folded, one after the other. */
export interface FoldStep {
  readonly kind: 'fold';
  readonly next: number;
  readonly sizes: readonly number[];
}

/** What is in another order than that of the parts is being written. */
export interface InstallStep {
  readonly kind: 'install';
  /** After the last part. */
  readonly next: number;
}

/** The part before which everything must be in the read models for a load to resume from a step. */
export const partsWritten = (step: LoadState['step']): number =>
  step.kind === 'gather' ? 0 : step.next;

/** Roughly the share of the work in each step, for a progress display. */
const SHARES = { gather: 0.25, fold: 0.65, install: 0.1 } as const;

/** The share of the work that is done, from 0 to 1. */
export function shareDone({ step, events, parts }: LoadState): number {
  switch (step.kind) {
    case 'gather':
      return (SHARES.gather * step.gathered) / Math.max(1, events);
    case 'fold':
      return SHARES.gather + (SHARES.fold * step.next) / Math.max(1, 2 * parts);
    case 'install':
      return SHARES.gather + SHARES.fold;
  }
}
