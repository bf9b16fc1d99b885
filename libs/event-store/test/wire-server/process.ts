import type { Commands, Request } from './commands.js';
import { GrpcServer } from './grpc-server.js';

/** Runs in a process of its own, so that server and client share none of the generated code's globals. */
const server = new GrpcServer();

const commands: { [Name in keyof Commands]: (argument: never) => unknown } = {
  start: (port: number) => server.start(port),
  stop: () => server.stop(),
  failAppend: (fault: Parameters<Commands['failAppend']>[0]) => {
    server.faults.failAppend(fault);
  },
  failRead: (fault: Parameters<Commands['failRead']>[0]) => {
    server.faults.failRead(fault);
  },
  setLatency: (latencyMs: number) => {
    server.faults.latencyMs = latencyMs;
  },
  muteSubscriptions: (isMuted: boolean) => {
    server.faults.areSubscriptionsMuted = isMuted;
    server.log.changes.emit('change');
  },
  endSubscriptions: (how: 'error' | 'end') => {
    server.subscriptions.endAll(how);
    server.log.changes.emit('change');
  },
  counts: () => server.counts(),
  log: () => server.log.records.filter((record) => !record.stream.startsWith('$')),
};

process.on('message', (message) => {
  const { id, name, argument } = message as Request;
  Promise.resolve()
    .then(() => commands[name](argument as never))
    .then(
      (result) => process.send?.({ id, result: result ?? null }),
      (error: unknown) => process.send?.({ id, failure: String(error) }),
    );
});

// It never outlives whoever asked for it.
process.on('disconnect', () => process.exit());
