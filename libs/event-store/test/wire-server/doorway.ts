import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/**
 * The port that clients see. Shutting it breaks every connection off where it is and refuses new ones, as
 * the death of a process does; the server behind it lives on, because killing HTTP/2 sessions from inside
 * while data arrive is more than Node's own implementation always survives.
 */
export class Doorway {
  readonly #sockets = new Set<Socket>();
  readonly #innerPort: number;
  #server: Server | null = null;

  constructor(innerPort: number) {
    this.#innerPort = innerPort;
  }

  /** Port 0: any free one. Gives the port. */
  open(port: number): Promise<number> {
    const server = createServer((outer) => {
      this.#join(outer, connect(this.#innerPort, '127.0.0.1'));
    });
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        resolve((server.address() as AddressInfo).port);
      });
    });
  }

  shut(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return Promise.resolve();
    const shut = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    for (const socket of this.#sockets) socket.resetAndDestroy();
    return shut;
  }

  #join(outer: Socket, inner: Socket): void {
    for (const [socket, other] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay();
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}
