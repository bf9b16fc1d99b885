import type { Fault } from '@subledger/domain';
import type { Feed, ProjectionControl } from './projection-control.js';

/** What the other thread is asked to do, by the names of the control's methods. */
export type ControlMethod = Exclude<
  keyof ProjectionControl,
  'wanted' | 'feedOf' | 'isFedElsewhere'
>;

export interface ControlQuestion {
  readonly id: number;
  readonly method: ControlMethod;
  readonly parameters: Parameters<ProjectionControl[ControlMethod]>;
}

/** How the builds are fed, sent whenever it may have changed, so that nobody has to wait for a busy thread. */
export interface FeedState {
  readonly kind: 'state';
  readonly feeds: readonly (readonly [build: number, Feed])[];
  /** Projections that another process may feed. */
  readonly fedElsewhere: readonly string[];
}

export type ControlMessage =
  | FeedState
  | { readonly kind: 'done'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly fault: Fault }
  /** Something went wrong in the background. */
  | { readonly kind: 'failure'; readonly projection: string; readonly fault: Fault };
