import { type LeafEvent, sortedMetadata } from '../leaf.js';
import { base64, eventIn, fieldsOf, hashIn, numberIn, refuse, textIn } from '../json-fields.js';

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

/** There is only one way to write a line, so that the same log gives the same bytes. */
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
      // Assembled by hand, because JSON.stringify puts names that look like numbers before all others.
      return `${JSON.stringify(fields).slice(0, -1)},"metadata":{${sorted.join(',')}},"data":"${base64(data)}"}\n`;
    }
    case 'end':
      return `${JSON.stringify({ kind: 'end', events: String(line.events), root: base64(line.root) })}\n`;
  }
}

/** @throws LedgerError `invalid-request` with what is wrong, worded to follow "line 7: ". */
export function readLine(text: string): BundleLine {
  const fields = fieldsOf(text);
  switch (fields.kind) {
    case 'bundle':
      if (fields.form !== 1) refuse('it has a form that this program does not know');
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
      return refuse('it is not a line of a bundle');
  }
}
