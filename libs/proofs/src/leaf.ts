import type { RecordedEvent } from '@subledger/event-store';
import { type Hash, leafHash } from './tree/hashes.js';

/** What a leaf says of an event: all that is the same wherever the log is kept, so neither position nor `storedAt`. */
export type LeafEvent = Pick<
  RecordedEvent,
  'id' | 'stream' | 'revision' | 'type' | 'metadata' | 'data'
>;

/** Begins every leaf, so that another form of it could never be mistaken for this one. */
const FORM = 'subledger event 1';

/**
 * The bytes of an event's leaf, as `docs/reference/bundle.md` describes them: each text as its length in four
 * bytes, the highest first, and its UTF-8; the metadata by the bytes of their names; and last the body.
 */
export const leafBytes = (event: LeafEvent): Buffer => Buffer.concat([headerOf(event), event.data]);

export const leafHashOf = (event: LeafEvent): Hash => leafHash(headerOf(event), event.data);

function headerOf({ id, stream, revision, type, metadata }: LeafEvent): Buffer {
  const entries = sortedMetadata(metadata);
  return Buffer.concat([
    ...[FORM, id, stream, String(revision), type].flatMap(measured),
    lengthOf(entries.length),
    ...entries.flat().flatMap(measured),
  ]);
}

/** By the UTF-8 of the names: the one order that every language can make. */
export const sortedMetadata = (metadata: LeafEvent['metadata']): [string, string][] =>
  Object.entries(metadata).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

function measured(text: string): readonly Buffer[] {
  const bytes = Buffer.from(text);
  return [lengthOf(bytes.length), bytes];
}

function lengthOf(count: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(count);
  return bytes;
}
