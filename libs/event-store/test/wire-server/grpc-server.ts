import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import type { sendUnaryData, ServerReadableStream } from '@grpc/grpc-js';
import features from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import grpcStreams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { handleAppend } from './append-call.js';
import { clusterInfo, supportedMethods } from './cluster-calls.js';
import type { ServerCounts } from './commands.js';
import { Faults, serviceError } from './faults.js';
import { MemoryLog } from './memory-log.js';
import { handleRead } from './read-call.js';
import type { ReadCall } from './read-call.js';
import { Subscriptions } from './subscription-call.js';

/**
 * Speaks as much of EventStoreDB's v1 gRPC protocol as the adapter needs, over a real socket. A double for
 * tests: one node, no disk, no users.
 */
export class GrpcServer {
  readonly log = new MemoryLog();
  readonly faults = new Faults();
  readonly subscriptions = new Subscriptions(this.log, this.faults);
  readonly #authorizations: string[] = [];
  #server: Server | null = null;
  #appends = 0;
  #batchAppends = 0;

  start(port: number): Promise<number> {
    const server = new Server();
    server.addService(grpcStreams.StreamsService, {
      append: (
        call: ServerReadableStream<AppendReq, AppendResp>,
        answer: sendUnaryData<AppendResp>,
      ) => {
        this.#appends += 1;
        this.#authorizations.push(...call.metadata.get('authorization').map(String));
        handleAppend(this.log, this.faults, call, answer);
      },
      read: (call: ReadCall) => {
        this.#read(call);
      },
      batchAppend: () => {
        this.#batchAppends += 1;
      },
    });
    server.addService(features.ServerFeaturesService, { getSupportedMethods: supportedMethods });
    server.addService(gossip.GossipService, {
      read: (_: unknown, answer: sendUnaryData<unknown>) => {
        answer(null, clusterInfo(this.faults.leaderPort));
      },
    });
    return new Promise((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
        if (error !== null) {
          reject(error);
          return;
        }
        this.#server = server;
        this.faults.leaderPort = bound;
        resolve(bound);
      });
    });
  }

  /** As a killed process would: connections break off where they are. */
  stop(): void {
    this.#server?.forceShutdown();
    this.#server = null;
    this.subscriptions.endAll('end');
    this.log.changes.emit('change');
    this.log.restart();
  }

  counts(): ServerCounts {
    return {
      appends: this.#appends,
      batchAppends: this.#batchAppends,
      openSubscriptions: this.subscriptions.open,
      delivered: this.subscriptions.delivered,
      authorizations: this.#authorizations,
    };
  }

  #read(call: ReadCall): void {
    const fault = this.faults.nextForRead();
    if (fault?.kind === 'hang') return;
    const options = call.request.getOptions();
    if (fault !== undefined) {
      call.emit('error', this.faults.errorOf(fault));
    } else if (options === undefined) {
      call.emit('error', serviceError(status.INVALID_ARGUMENT, 'no options'));
    } else {
      const work = options.hasSubscription()
        ? this.subscriptions.serve(call, options)
        : handleRead(this.log, call, options);
      work.catch((error: unknown) => {
        call.emit('error', serviceError(status.INTERNAL, String(error)));
      });
    }
  }
}
