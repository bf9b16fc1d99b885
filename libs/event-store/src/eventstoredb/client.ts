import { EventStoreDBClient } from '@eventstore/db-client';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LedgerError } from '@subledger/domain';
import { connectionUrl } from './connection-url.js';

/** Private members of the client that this file needs. */
interface Internals {
  createChannel: () => Promise<{ close: () => void }>;
  handleError: (...told: readonly unknown[]) => Promise<void>;
  supports: () => Promise<boolean>;
}

export interface OpenClient {
  readonly client: EventStoreDBClient;
  /** Closes the connection, which the client itself never does. */
  readonly close: () => Promise<void>;
}

/**
 * A client that is not connected yet: it connects with its first call, and again after every failure.
 *
 * Three workarounds for version 6.2.1, all of which replace an own property of each instance:
 * - `supports` returns false, so that appends never take the batch path, which can hang forever and crash the
 * process. Passing credentials with the call would do the same, but there may be none to pass;
 * - `handleError` is called without anybody awaiting it and rejects when discovery fails: an unhandled
 * rejection, which ends the process;
 * - `createChannel` remembers its channel, so that it can be closed.
 *
 * @throws LedgerError `invalid-configuration`
 */
export function openClient(url: string): OpenClient {
  const client = connect(connectionUrl(url));
  const internals = client as unknown as Internals;
  const { createChannel, handleError } = internals;
  let channel: Promise<{ close: () => void }> | null = null;
  let isClosed = false;

  internals.supports = () => Promise.resolve(false);
  internals.handleError = (...told) => handleError(...told).catch(() => undefined);
  internals.createChannel = () => {
    if (isClosed) return Promise.reject(new LedgerError('shutting-down', 'The client is closed.'));
    channel = createChannel().then((made) => {
      if (isClosed) made.close();
      return made;
    });
    return channel;
  };
  return {
    client,
    close: async () => {
      isClosed = true;
      // Cancelled calls are gone after the next turns of the event loop. The client's own `dispose` does not help:
      // it waits forever if a stream was destroyed before.
      await nextTurn();
      await nextTurn();
      // A channel that is still being created is closed as soon as it is there.
      const made = await Promise.race([channel?.catch(() => null), Promise.resolve(null)]);
      made?.close();
    },
  };
}

function connect(url: string): EventStoreDBClient {
  try {
    return EventStoreDBClient.connectionString(url);
  } catch (error) {
    // Neither its message nor the error itself: both may repeat the credentials.
    const isFile = error instanceof Error && error.message.includes('certificate');
    throw new LedgerError(
      'invalid-configuration',
      isFile
        ? 'EVENT_STORE_URL names a certificate or key file that does not exist'
        : 'EVENT_STORE_URL is not a connection string that the EventStoreDB client can read',
    );
  }
}
