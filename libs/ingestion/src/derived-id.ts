import { createHash } from 'node:crypto';
import { uuidFromHex } from '@subledger/domain';

/**
 * The same parts always give the same UUID, of 122 bits of their SHA-256, so that an event with this id is
 * recorded once, however often it is offered. No part may contain a line break.
 */
export const derivedId = (...parts: readonly string[]): string =>
  uuidFromHex(createHash('sha256').update(parts.join('\n')).digest('hex'));
