import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;
/** `HTTP/1.1 200` */
const STATUS_AT = 9;

interface Pending {
  readonly onAnswer: (answer: Answer) => void;
  readonly onFault: (error: Error) => void;
}

/**
 * One kept-alive HTTP/1.1 connection with at most one request in flight, and as little as possible between the
 * socket and the caller: the server is what is measured. It only understands answers with a Content-Length.
 */
export class Connection {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #pending: Pending | null = null;
  #fault: Error | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => {
      this.#receive(bytes);
    });
    socket.on('error', (error) => {
      this.#end(error);
    });
    socket.on('close', () => {
      this.#end(new Error('the server closed the connection'));
    });
  }

  static open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url);
    const { promise, resolve, reject } = Promise.withResolvers<Connection>();
    const socket = connect({ host: hostname, port: Number(port) });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(new Connection(socket));
    });
    return promise;
  }

  get isBroken(): boolean {
    return this.#fault !== null;
  }

  send(request: Buffer, pending: Pending): void {
    if (this.#pending !== null)
      throw new Error('A request is already in flight on this connection.');
    if (this.#fault !== null) {
      pending.onFault(this.#fault);
      return;
    }
    this.#pending = pending;
    this.#socket.write(request);
  }

  close(): void {
    this.#pending = null;
    this.#socket.destroy();
  }

  #receive(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    const received = this.#received;
    const headEnd = received.indexOf(END_OF_HEAD);
    if (headEnd < 0) return;
    const head = received.toString('latin1', 0, headEnd);
    const length = CONTENT_LENGTH.exec(head)?.[1];
    if (length === undefined) {
      this.#end(new Error('the answer has no Content-Length'));
      return;
    }
    const bodyAt = headEnd + END_OF_HEAD.length;
    const bodyEnd = bodyAt + Number(length);
    if (received.length < bodyEnd) return;
    this.#received = received.subarray(bodyEnd);
    const { onAnswer } = this.#pending ?? {};
    this.#pending = null;
    onAnswer?.({
      status: Number(head.slice(STATUS_AT, STATUS_AT + 3)),
      body: received.subarray(bodyAt, bodyEnd),
    });
  }

  #end(error: Error): void {
    this.#fault ??= error;
    const { onFault } = this.#pending ?? {};
    this.#pending = null;
    onFault?.(this.#fault);
  }
}
