import { compareTexts } from '@subledger/domain';
import type { RecordedEvent } from '@subledger/event-store';
import { type Hash, leafHash } from './tree/hashes.js';

/**
 * The parts of an event that are in its leaf: everything that is the same wherever the log is kept, so neither
 * position nor `storedAt`.
 */
export type LeafEvent = Pick<
  RecordedEvent,
  'id' | 'stream' | 'revision' | 'type' | 'metadata' | 'data'
>;

/** The beginning of every leaf, so that a future form could never be mistaken for this one. */
const FORM = 'subledger event 1';

const LENGTH_BYTES = 4;

/**
 * The bytes of an event's leaf, as described in `docs/reference/bundle.md`: each text as its length in four
 * big-endian bytes followed by its UTF-8; the metadata sorted by the bytes of their names; and last the body.
 */
export const leafBytes = (event: LeafEvent): Buffer => Buffer.concat([headerOf(event), event.data]);

export const leafHashOf = (event: LeafEvent): Hash => leafHash(headerOf(event), event.data);

function headerOf({ id, stream, revision, type, metadata }: LeafEvent): Buffer {
  const entries = sortedMetadata(metadata);
  const [texts, named] = [[FORM, id, stream, String(revision), type], entries.flat()];
  const bytes = Buffer.allocUnsafe(measure(texts) + LENGTH_BYTES + measure(named));
  let end = 0;
  for (const text of texts) end = writeText(bytes, text, end);
  end = bytes.writeUInt32BE(entries.length, end);
  for (const text of named) end = writeText(bytes, text, end);
  return bytes;
}

const measure = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + LENGTH_BYTES + Buffer.byteLength(text), 0);

/** @returns where the text ends. */
function writeText(bytes: Buffer, text: string, begin: number): number {
  const size = bytes.write(text, begin + LENGTH_BYTES);
  return bytes.writeUInt32BE(size, begin) + size;
}

/** Sorted by the UTF-8 of the names: an order that every language can produce. */
export const sortedMetadata = (metadata: LeafEvent['metadata']): [string, string][] =>
  Object.entries(metadata).sort(([a], [b]) =>
    PLAIN.test(a) && PLAIN.test(b)
      ? compareTexts(a, b)
      : Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );

/** Texts for which JavaScript's own order is that of their bytes: all names that the ledger uses itself. */
const PLAIN = /^[ -~]*$/;
