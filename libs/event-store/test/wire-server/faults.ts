import { Metadata, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import type { AppendFault, ReadFault } from './commands.js';

/** The faults in waiting, and the port that a "not leader" names. */
export class Faults {
  readonly #appends: AppendFault[] = [];
  readonly #reads: ReadFault[] = [];
  latencyMs = 0;
  areSubscriptionsMuted = false;
  leaderPort = 0;

  failAppend(fault: AppendFault): void {
    this.#appends.push(fault);
  }

  failRead(fault: ReadFault): void {
    this.#reads.push(fault);
  }

  nextForAppend(): AppendFault | undefined {
    return this.#appends.shift();
  }

  nextForRead(): ReadFault | undefined {
    return this.#reads.shift();
  }

  errorOf(fault: Extract<AppendFault, { kind: 'error' | 'not-leader' }>): ServiceError {
    if (fault.kind === 'error')
      return serviceError(fault.code, 'a fault on purpose', fault.exception);
    const error = serviceError(status.NOT_FOUND, 'Leader info available', 'not-leader');
    error.metadata.set('leader-endpoint-host', '127.0.0.1');
    error.metadata.set('leader-endpoint-port', String(this.leaderPort));
    return error;
  }
}

export function serviceError(code: status, details: string, exception?: string): ServiceError {
  const metadata = new Metadata();
  if (exception !== undefined) metadata.set('exception', exception);
  // Whatever the client reads beside an exception: without it, it dies of a TypeError in its own callback.
  metadata.set('stream-name', 'a-stream');
  metadata.set('maximum-append-size', '1048576');
  return Object.assign(new Error(details), { code, details, metadata });
}

export const dropped = (): ServiceError => serviceError(status.UNAVAILABLE, 'the connection broke');
