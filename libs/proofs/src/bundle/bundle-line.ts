import { LedgerError } from '@subledger/domain';
import { type LeafEvent, sortedMetadata } from '../leaf.js';
import { HASH_BYTES } from '../tree/hashes.js';

/** The lines of a bundle, as `docs/reference/bundle.md` describes them. */
export type BundleLine =
  | { readonly kind: 'bundle'; readonly form: 1 }
  | {
      readonly kind: 'event';
      readonly leaf: bigint;
      readonly hash: Buffer;
      readonly event: LeafEvent;
    }
  | { readonly kind: 'checkpoint'; readonly note: string }
  | { readonly kind: 'end'; readonly events: bigint; readonly root: Buffer };

/** One way to write it, so that the same log gives the same bytes. */
export function writeLine(line: BundleLine): string {
  switch (line.kind) {
    case 'bundle':
    case 'checkpoint':
      return `${JSON.stringify(line)}\n`;
    case 'event': {
      const { id, stream, revision, type, metadata, data } = line.event;
      const fields = {
        kind: 'event',
        leaf: String(line.leaf),
        hash: base64(line.hash),
        id,
        stream,
        revision: String(revision),
        type,
      };
      const sorted = sortedMetadata(metadata).map(
        ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
      );
      // Written by hand, because JSON.stringify puts names that look like numbers before all others.
      return `${JSON.stringify(fields).slice(0, -1)},"metadata":{${sorted.join(',')}},"data":"${base64(data)}"}\n`;
    }
    case 'end':
      return `${JSON.stringify({ kind: 'end', events: String(line.events), root: base64(line.root) })}\n`;
  }
}

/** @throws LedgerError `bundle-refused` with what is wrong, in words that go on after "line 7: ". */
export function readLine(text: string): BundleLine {
  const fields = fieldsOf(text);
  switch (fields.kind) {
    case 'bundle':
      if (fields.form !== 1) refuse('it is of a form that this program does not know');
      return { kind: 'bundle', form: 1 };
    case 'event':
      return {
        kind: 'event',
        leaf: numberIn(fields, 'leaf'),
        hash: hashIn(fields, 'hash'),
        event: eventIn(fields),
      };
    case 'checkpoint':
      return { kind: 'checkpoint', note: textIn(fields, 'note') };
    case 'end':
      return { kind: 'end', events: numberIn(fields, 'events'), root: hashIn(fields, 'root') };
    default:
      return refuse('it is no line of a bundle');
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** The event of a bundle's line, or of a proof: both write it with the same names. */
export function eventIn(fields: Fields): LeafEvent {
  const metadata = isFields(fields.metadata) ? fields.metadata : {};
  if (!isFields(fields.metadata) || !Object.values(metadata).every(isText))
    refuse('metadata is no object of texts');
  return {
    id: textIn(fields, 'id'),
    stream: textIn(fields, 'stream'),
    revision: numberIn(fields, 'revision'),
    type: textIn(fields, 'type'),
    metadata: metadata as LeafEvent['metadata'],
    data: bytesIn(fields, 'data'),
  };
}

/** @throws LedgerError `bundle-refused` */
export function fieldsOf(text: string): Fields {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isFields(parsed)) return parsed;
  } catch {
    // Said below.
  }
  return refuse('it is no JSON object');
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string';

export function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  return isText(value) ? value : refuse(`${name} is no text`);
}

export function numberIn(fields: Fields, name: string): bigint {
  const text = textIn(fields, name);
  return /^(0|[1-9]\d{0,18})$/.test(text) ? BigInt(text) : refuse(`${name} is no number`);
}

/** Base64 as it is usually written: another spelling of the same bytes is taken for a change. */
export function bytesIn(fields: Fields, name: string): Buffer {
  const text = textIn(fields, name);
  const bytes = Buffer.from(text, 'base64');
  return base64(bytes) === text ? bytes : refuse(`${name} is no base64`);
}

export function hashIn(fields: Fields, name: string): Buffer {
  const bytes = bytesIn(fields, name);
  return bytes.length === HASH_BYTES ? bytes : refuse(`${name} is no SHA-256`);
}

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

function refuse(reason: string): never {
  throw new LedgerError('bundle-refused', reason);
}
