import type { Role } from '@subledger/configuration';
import { webhookEnvironment } from './webhook-path.js';

/** Which role serves an address; null for those that every process serves. */
export function roleOfPath(url: string): Role | null {
  if (webhookEnvironment(url) !== null) return 'ingest';
  return /^\/+v1(\/|$)/i.test(url.split(/[?#]/, 1)[0] ?? '') ? 'query' : null;
}
