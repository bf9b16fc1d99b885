import type { sendUnaryData } from '@grpc/grpc-js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';

const LEADER = gossip.MemberInfo.VNodeState.LEADER;

/** A cluster of one: this server leads it. */
export function clusterInfo(port: number): InstanceType<typeof gossip.ClusterInfo> {
  const endpoint = new gossip.EndPoint();
  endpoint.setAddress('127.0.0.1');
  endpoint.setPort(port);
  const id = new shared.UUID();
  id.setString('11111111-2222-4333-8444-555555555555');
  const member = new gossip.MemberInfo();
  member.setInstanceId(id);
  member.setTimeStamp('0');
  member.setState(LEADER);
  member.setIsAlive(true);
  member.setHttpEndPoint(endpoint);
  const info = new gossip.ClusterInfo();
  info.setMembersList([member]);
  return info;
}

/** Claims batch appends, as every real server does: the adapter must not take the offer. */
export function supportedMethods(
  _: unknown,
  answer: sendUnaryData<InstanceType<typeof features.SupportedMethods>>,
): void {
  const reply = new features.SupportedMethods();
  reply.setEventStoreServerVersion('24.10.0');
  for (const method of ['read', 'append', 'batchappend']) {
    const supported = new features.SupportedMethod();
    supported.setServiceName('event_store.client.streams.streams');
    supported.setMethodName(method);
    reply.addMethods(supported);
  }
  answer(null, reply);
}
