import { status } from '@grpc/grpc-js';
import type { sendUnaryData, ServerReadableStream } from '@grpc/grpc-js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { dropped, serviceError } from './faults.js';
import type { Faults } from './faults.js';
import type { Expected, MemoryLog, Proposed, Written } from './memory-log.js';

/** Of 23.10 and 24.10. */
const MAX_APPEND_BYTES = 1024 * 1024;

type Call = ServerReadableStream<AppendReq, AppendResp>;
type Answer = sendUnaryData<AppendResp>;

export function handleAppend(log: MemoryLog, faults: Faults, call: Call, answer: Answer): void {
  const messages: AppendReq[] = [];
  call.on('data', (message: AppendReq) => messages.push(message));
  call.on('end', () => {
    // A broken connection ends the call as well, and is known as such only a turn later.
    setImmediate(() => {
      if (!call.cancelled) decide(log, faults, messages, answer);
    });
  });
}

function decide(
  log: MemoryLog,
  faults: Faults,
  messages: readonly AppendReq[],
  answer: Answer,
): void {
  const fault = faults.nextForAppend();
  switch (fault?.kind) {
    case undefined: {
      const reply = replyTo(log, messages);
      if (faults.latencyMs === 0) reply(answer);
      else setTimeout(reply, faults.latencyMs, answer);
      return;
    }
    case 'commit-then-drop':
      replyTo(log, messages);
      answer(dropped());
      return;
    case 'commit-then-hang':
      replyTo(log, messages);
      return;
    case 'hang':
      return;
    case 'not-leader':
    case 'error':
      answer(faults.errorOf(fault));
  }
}

/** Writes at once; the reply can be given later, or never. */
function replyTo(
  log: MemoryLog,
  [header, ...messages]: readonly AppendReq[],
): (answer: Answer) => void {
  const options = header?.getOptions();
  if (options === undefined || messages.length === 0) return failing('half an append');
  const stream = Buffer.from(options.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString();
  const events = messages.map(proposed);
  const bytes = events.reduce((sum, event) => sum + sizeOf(event), 0);
  if (bytes > MAX_APPEND_BYTES) {
    return failing(`over ${MAX_APPEND_BYTES} bytes`, 'maximum-append-size-exceeded');
  }
  const written = log.append(stream, expectedOf(options), events);
  return (answer) => {
    answer(null, response(written));
  };
}

const failing =
  (details: string, exception?: string) =>
  (answer: Answer): void => {
    answer(serviceError(status.INVALID_ARGUMENT, details, exception));
  };

const sizeOf = ({ type, data, metadata }: Proposed): number =>
  data.length + metadata.length + 2 * type.length;

function expectedOf(options: AppendReq.Options): Expected {
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'stream_exists';
  return BigInt(options.getRevision());
}

function proposed(message: AppendReq): Proposed {
  const event = message.getProposedMessage();
  if (event === undefined) throw new Error('an append message without an event');
  return {
    id: event.getId()?.getString() ?? '',
    type: event.getMetadataMap().get('type') ?? '',
    contentType: event.getMetadataMap().get('content-type') ?? '',
    data: event.getData_asU8(),
    metadata: event.getCustomMetadata_asU8(),
  };
}

function response(written: Written): AppendResp {
  const reply = new streams.AppendResp();
  if (written.kind === 'success') {
    const position = new streams.AppendResp.Position();
    position.setCommitPosition(String(written.position));
    position.setPreparePosition(String(written.position));
    const success = new streams.AppendResp.Success();
    success.setCurrentRevision(String(written.revision));
    success.setPosition(position);
    reply.setSuccess(success);
    return reply;
  }
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (written.current < 0n) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(written.current));
  reply.setWrongExpectedVersion(wrong);
  return reply;
}
