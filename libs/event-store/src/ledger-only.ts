import { LEDGER_STREAMS } from '@subledger/domain';
import type { LogFilter } from './event-store.js';

/** The ledger's own events: a server may also hold streams of others. */
export const LEDGER_ONLY: LogFilter = { streamPrefixes: LEDGER_STREAMS };
