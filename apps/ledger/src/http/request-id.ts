import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isUuid } from '@subledger/domain';

/**
 * What proxies generate: UUIDs, hexadecimal digits, their own words. Nothing that could break a line or name a
 * person.
 */
const WELL_FORMED = /^[\w-]{8,64}$/;

/** The id that a request brings, if it is well-formed; otherwise a new one. */
export function requestIdOf({ 'x-request-id': brought }: IncomingHttpHeaders): string {
  return typeof brought === 'string' && WELL_FORMED.test(brought) ? brought : randomUUID();
}

/** The id as the `instance` of a problem, which is a URI. */
export const requestUrn = (id: string): string =>
  isUuid(id) ? `urn:uuid:${id}` : `urn:subledger:request:${id}`;
