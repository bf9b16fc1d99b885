import type { Role } from '@subledger/configuration';
import { pathOf } from './path-of.js';
import { webhookEnvironment } from './webhook-path.js';

/** The role that serves an address; null for those that every process serves. */
export function roleOfPath(url: string): Role | null {
  if (webhookEnvironment(url) !== null) return 'ingest';
  const path = pathOf(url);
  // Proofs come from the tree of hashes, which grows beside the projections.
  if (/^\/+v1\/ledger(\/|$)/i.test(path)) return 'project';
  return /^\/+v1(\/|$)/i.test(path) ? 'query' : null;
}
