import type { Flow } from './flow.js';
import document from './flows.json' with { type: 'json' };

export * from './claims.js';
export * from './flow.js';
export { relabel } from './relabel.js';

/** Every documented flow. They share customers and transactions: use `relabel` to put several into one ledger. */
export const flows: readonly Flow[] = document.flows as unknown as readonly Flow[];
