import type { Fault } from '@subledger/domain';

/** What the thread that grows the tree tells. The one thing that it is told is to stop. */
export type GrowerMessage =
  /** Its file is open; why the tree does not grow, or null where it does. */
  | { readonly kind: 'state'; readonly trouble: Fault | null }
  /** Something went wrong, and is tried again. */
  | { readonly kind: 'failure'; readonly fault: Fault };
