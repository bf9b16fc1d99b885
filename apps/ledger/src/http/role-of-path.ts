import type { Role } from '@subledger/configuration';
import { webhookEnvironment } from './webhook-path.js';

/** Which role serves an address; null for those that every process serves. */
export function roleOfPath(url: string): Role | null {
  if (webhookEnvironment(url) !== null) return 'ingest';
  const path = url.split(/[?#]/, 1)[0] ?? '';
  // Proofs come from the tree of hashes, which grows beside the projections.
  if (/^\/+v1\/ledger(\/|$)/i.test(path)) return 'project';
  return /^\/+v1(\/|$)/i.test(path) ? 'query' : null;
}
