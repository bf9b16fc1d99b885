import { once } from 'node:events';
import type { ServerWritableStream } from '@grpc/grpc-js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { StoredEvent } from './commands.js';
import { eventFrame, streamNotFoundFrame } from './frames.js';
import type { MemoryLog } from './memory-log.js';

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** Reads a stream or the whole log, either way, at the client's pace. */
export async function handleRead(
  log: MemoryLog,
  call: ReadCall,
  options: ReadReq.Options,
): Promise<void> {
  const stream = options.getStream();
  const isBackwards =
    options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;
  const name = streamName(stream);
  if (name !== undefined && log.stream(name).length === 0) {
    await send(call, streamNotFoundFrame(name));
  } else {
    const chosen =
      stream === undefined
        ? fromPosition(log.records, options, isBackwards)
        : fromRevision(log.stream(name ?? ''), stream, isBackwards);
    const count = BigInt(options.getCount());
    let sent = 0n;
    for (const record of chosen) {
      if (sent === count || call.cancelled) break;
      await send(call, eventFrame(record));
      sent += 1n;
    }
  }
  call.end();
}

/** Resolves when there is room for more, or nobody there any more. */
export async function send(call: ReadCall, frame: ReadResp): Promise<void> {
  if (call.cancelled || call.destroyed || call.write(frame)) return;
  const gone = new AbortController();
  const leave = (): void => {
    gone.abort();
  };
  call.once('cancelled', leave);
  await once(call, 'drain', { signal: gone.signal }).catch(() => undefined);
  call.off('cancelled', leave);
}

function streamName(stream: ReadReq.Options.StreamOptions | undefined): string | undefined {
  return stream === undefined
    ? undefined
    : Buffer.from(stream.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString();
}

function fromRevision(
  records: readonly StoredEvent[],
  stream: ReadReq.Options.StreamOptions,
  isBackwards: boolean,
): readonly StoredEvent[] {
  const revision = stream.hasRevision() ? BigInt(stream.getRevision()) : null;
  if (!isBackwards) return records.filter((record) => record.revision >= (revision ?? 0n));
  if (stream.hasStart()) return records.slice(0, 1);
  return records.filter((record) => revision === null || record.revision <= revision).reverse();
}

/** Forwards from a position is inclusive, backwards exclusive. */
function fromPosition(
  records: readonly StoredEvent[],
  options: ReadReq.Options,
  isBackwards: boolean,
): readonly StoredEvent[] {
  const all = options.getAll();
  const given = all?.getPosition();
  const position = given === undefined ? null : BigInt(given.getCommitPosition());
  if (isBackwards) {
    if (all?.hasStart() === true) return [];
    return records.filter((record) => position === null || record.position < position).reverse();
  }
  if (all?.hasEnd() === true) return [];
  return records.slice(position === null ? 0 : firstFrom(records, position));
}

/** Index of the first record at `position` or after it. */
export function firstFrom(records: readonly StoredEvent[], position: bigint): number {
  const index = records.findIndex((record) => record.position >= position);
  return index < 0 ? records.length : index;
}
