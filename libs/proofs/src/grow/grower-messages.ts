import type { Fault } from '@subledger/domain';

/** What the thread that grows the tree reports. The only message it receives is to stop. */
export type GrowerMessage =
  /** Its file is open. Also says why the tree is not growing, or null if it is. */
  | { readonly kind: 'state'; readonly trouble: Fault | null }
  /** Something went wrong, and will be tried again. */
  | { readonly kind: 'failure'; readonly fault: Fault };
