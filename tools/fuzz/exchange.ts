import { connect } from 'node:net';

/** The answer to the bytes of a request. */
export interface Exchange {
  /** Everything received, one character per byte; empty if the server just hung up. */
  readonly heard: string;
  /** Whether the server hung up, or the time limit was reached. */
  readonly ended: 'closed' | 'patience';
}

/**
 * How long an answer may take. A request that announces more than it sends waits for the server's own limits,
 * which other tests check; here its connection is closed.
 */
const PATIENCE_MS = 1_500;
const MOST_HEARD = 2_000_000;

/** Sends the bytes as they are, and collects what comes back. */
export function exchange(url: string, request: Buffer): Promise<Exchange> {
  const { promise, resolve } = Promise.withResolvers<Exchange>();
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  let heard = '';
  const end = (ended: Exchange['ended']): void => {
    clearTimeout(patience);
    socket.destroy();
    resolve({ heard, ended });
  };
  const patience = setTimeout(() => {
    end('patience');
  }, PATIENCE_MS);
  socket.setEncoding('latin1').on('data', (text: string) => {
    if (heard.length < MOST_HEARD) heard += text;
  });
  // The server may close the connection in the middle of a body that it refuses; what it sent before counts.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    end('closed');
  });
  socket.write(request);
  return promise;
}
