import type { Instant } from '@subledger/domain';
import type { EncodedEvent } from '../append-request.js';
import type { WriteRequest } from './appender.js';

/** Appends on their way to another thread: all their data are one buffer, which moves and is not copied. */
export interface PackedAppends {
  /** When the store took them. */
  readonly storedAt: Instant;
  readonly appends: readonly PackedAppend[];
  readonly data: Uint8Array<ArrayBuffer>;
}

interface PackedAppend {
  readonly stream: string;
  readonly firstRevision: WriteRequest['firstRevision'];
  readonly bytes: number;
  readonly events: readonly PackedEvent[];
}

type PackedEvent = Omit<EncodedEvent, 'data'> & { readonly dataBytes: number };

export function packAppends(requests: readonly WriteRequest[], storedAt: Instant): PackedAppends {
  const events = requests.flatMap((request) => request.events);
  const data = new Uint8Array(events.reduce((sum, event) => sum + event.data.byteLength, 0));
  let end = 0;
  for (const event of events) {
    data.set(event.data, end);
    end += event.data.byteLength;
  }
  const appends = requests.map((request) => ({ ...request, events: request.events.map(packed) }));
  return { storedAt, appends, data };
}

const packed = ({ id, type, metadata, data }: EncodedEvent): PackedEvent => ({
  id,
  type,
  metadata,
  dataBytes: data.byteLength,
});

export function unpackAppends({ appends, data }: PackedAppends): WriteRequest[] {
  let end = 0;
  const unpacked = ({ id, type, metadata, dataBytes }: PackedEvent): EncodedEvent => {
    end += dataBytes;
    return { id, type, metadata, data: data.subarray(end - dataBytes, end) };
  };
  return appends.map((append) => ({ ...append, events: append.events.map(unpacked) }));
}
