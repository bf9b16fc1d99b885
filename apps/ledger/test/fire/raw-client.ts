import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { PRODUCTION_SECRET } from '../running-ledger.js';

/** The head of a webhook that announces so many bytes. */
export const webhookHead = (contentLength: number): string =>
  `POST /webhooks/adapty/production HTTP/1.1\r\nHost: ledger\r\n` +
  `Authorization: ${PRODUCTION_SECRET}\r\nContent-Length: ${contentLength}\r\n\r\n`;

/** A caller that speaks HTTP badly, slowly or not at all. */
export class RawClient {
  readonly #socket: Socket;
  #heard = '';
  readonly #closed: Promise<void>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8').setNoDelay(true);
    socket.on('data', (text: string) => (this.#heard += text));
    socket.on('error', () => undefined);
    this.#closed = once(socket, 'close').then(() => undefined);
  }

  static async connect(url: string): Promise<RawClient> {
    const { port, hostname } = new URL(url);
    const client = new RawClient(connect(Number(port), hostname));
    await once(client.#socket, 'connect');
    return client;
  }

  get heard(): string {
    return this.#heard;
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  say(bytes: string | Uint8Array): void {
    if (this.isOpen) this.#socket.write(bytes);
  }

  /** One byte after the other, until the server has hung up. */
  async dribble(text: string, everyMs: number): Promise<void> {
    for (const byte of text) {
      if (!this.isOpen) return;
      this.say(byte);
      await wait(everyMs);
    }
  }

  /** Hears nothing more, as one that has stopped reading. */
  stopReading(): void {
    this.#socket.pause();
  }

  hangUp(): void {
    this.#socket.destroy();
  }

  /** Resolves when the server has hung up. */
  closed(): Promise<void> {
    return this.#closed;
  }
}
