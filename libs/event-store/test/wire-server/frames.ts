import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { StoredEvent } from './commands.js';

/** What a reader or a subscriber is sent. */

export function eventFrame(record: StoredEvent): ReadResp {
  const id = new shared.UUID();
  id.setString(record.id);
  const event = new streams.ReadResp.ReadEvent.RecordedEvent();
  event.setId(id);
  event.setStreamIdentifier(streamIdentifier(record.stream));
  event.setStreamRevision(String(record.revision));
  event.setPreparePosition(String(record.position));
  event.setCommitPosition(String(record.position));
  event.getMetadataMap().set('type', record.type);
  event.getMetadataMap().set('content-type', record.contentType);
  event.getMetadataMap().set('created', record.created);
  event.setData(record.data);
  event.setCustomMetadata(record.metadata);
  const read = new streams.ReadResp.ReadEvent();
  read.setEvent(event);
  read.setCommitPosition(String(record.position));
  const frame = new streams.ReadResp();
  frame.setEvent(read);
  return frame;
}

export function checkpointFrame({ position }: StoredEvent): ReadResp {
  const checkpoint = new streams.ReadResp.Checkpoint();
  checkpoint.setCommitPosition(String(position));
  checkpoint.setPreparePosition(String(position));
  const frame = new streams.ReadResp();
  frame.setCheckpoint(checkpoint);
  return frame;
}

export function confirmationFrame(): ReadResp {
  const confirmation = new streams.ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId(crypto.randomUUID());
  const frame = new streams.ReadResp();
  frame.setConfirmation(confirmation);
  return frame;
}

export function caughtUpFrame(): ReadResp {
  const frame = new streams.ReadResp();
  frame.setCaughtUp(new streams.ReadResp.CaughtUp());
  return frame;
}

export function streamNotFoundFrame(stream: string): ReadResp {
  const notFound = new streams.ReadResp.StreamNotFound();
  notFound.setStreamIdentifier(streamIdentifier(stream));
  const frame = new streams.ReadResp();
  frame.setStreamNotFound(notFound);
  return frame;
}

function streamIdentifier(stream: string): InstanceType<typeof shared.StreamIdentifier> {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream).toString('base64'));
  return identifier;
}
