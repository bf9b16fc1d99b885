import { LedgerError } from '@subledger/domain';
import { ignoreFailure } from '../time-limit.js';

/** The part of a client's stream that is needed here. */
interface Call {
  on(event: 'error', listener: (error: Error) => void): unknown;
  destroy(error?: Error): unknown;
}

const closedError = (): LedgerError =>
  new LedgerError('shutting-down', 'The event store is closed.');

/** The streaming calls in flight, so that closing the store ends them with the reason. */
export class OpenCalls {
  readonly #cancels = new Map<Call, () => Promise<void>>();
  #isClosed = false;

  /** @throws LedgerError `shutting-down` */
  assertOpen(): void {
    if (this.#isClosed) throw closedError();
  }

  /**
   * `cancel` tells the server, which `destroy` alone would not. The client emits its errors manually, even after a
   * stream was released: without a listener they would end the process.
   */
  add(call: Call, cancel: () => Promise<void>): void {
    call.on('error', () => undefined);
    this.#cancels.set(call, cancel);
  }

  release(call: Call, reason?: Error): void {
    const cancel = this.#cancels.get(call);
    this.#cancels.delete(call);
    if (cancel !== undefined) ignoreFailure(cancel());
    call.destroy(reason);
  }

  close(): void {
    this.#isClosed = true;
    for (const call of this.#cancels.keys()) this.release(call, closedError());
  }
}
