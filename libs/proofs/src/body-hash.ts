import { hash } from 'node:crypto';
import type { LeafEvent } from './leaf.js';

/**
 * Whether an event's body does not match the SHA-256 that recording wrote into its metadata. Tree and checkpoints
 * may have been made from an event that was altered before; this shows in the event itself.
 */
export const contradictsItself = ({ data, metadata }: LeafEvent): boolean =>
  metadata.bodySha256 !== undefined && hash('sha256', data, 'hex') !== metadata.bodySha256;
