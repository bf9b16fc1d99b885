import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import type { sendUnaryData, ServerReadableStream } from '@grpc/grpc-js';
import features from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import grpcStreams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { handleAppend } from './append-call.js';
import { clusterInfo, supportedMethods } from './cluster-calls.js';
import type { ServerCounts } from './commands.js';
import { Doorway } from './doorway.js';
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
  #doorway: Doorway | null = null;
  #appends = 0;
  #batchAppends = 0;

  async start(port: number): Promise<number> {
    this.#doorway ??= new Doorway(await this.#listen());
    this.faults.leaderPort = await this.#doorway.open(port);
    return this.faults.leaderPort;
  }

  /** What a death leaves behind: the data. The cache of ids is gone, and so is every connection. */
  async stop(): Promise<void> {
    await this.#doorway?.shut();
    this.log.restart();
  }

  #listen(): Promise<number> {
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
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
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
