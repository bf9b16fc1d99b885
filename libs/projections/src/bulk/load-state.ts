import type { Position } from '@subledger/domain';
import type { LastEvent } from '@subledger/read-models';

/** Raised with every change of what is saved: a load that was begun by other code begins anew. */
export const LOAD_FORMAT = 4;

/** How far a load of subjects has come, as it is saved to go on from. */
export interface LoadState {
  readonly format: number;
  /** As the read models have it, of the load whose rows are in them. */
  readonly token: string;
  /** In which run of the machine this was written; null where nobody can tell. */
  readonly run: string | null;
  /** The load takes in the log up to this event. */
  readonly upTo: LastEvent;
  readonly events: number;
  /** Into how many parts each environment's subjects are divided. */
  readonly parts: number;
  /** Which build's translation is gathered; null where the bodies are translated anew. */
  readonly source: number | null;
  readonly step: GatherStep | FoldStep | InstallStep;
}

/** Facts are on their way into parts: those of the events after a position are still to come. */
export interface GatherStep {
  readonly kind: 'gather';
  readonly after: Position | null;
  /** Of how many events. */
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

/** What is in another order than the parts' is being written. */
export interface InstallStep {
  readonly kind: 'install';
  /** Behind the last part. */
  readonly next: number;
}

/** Before which part everything has to be in the read models for a load to go on from a step. */
export const partsWritten = (step: LoadState['step']): number =>
  step.kind === 'gather' ? 0 : step.next;

/** How much of the work each step is, roughly: what a person who watches wants to see. */
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
