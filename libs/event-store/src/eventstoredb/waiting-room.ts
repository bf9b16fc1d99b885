import { LedgerError } from '@subledger/domain';

export interface Room {
  readonly maxAppends: number;
  readonly maxBytes: number;
}

/** Appends in flight, bounded in number and in bytes, so that a server that hangs cannot fill the memory. */
export class WaitingRoom {
  readonly #room: Room;
  readonly #underWay = new Set<Promise<unknown>>();
  #bytes = 0;

  constructor(room: Room) {
    this.#room = room;
  }

  /** @throws LedgerError `overloaded`, before the work begins. */
  async run<Result>(bytes: number, work: () => Promise<Result>): Promise<Result> {
    const { maxAppends, maxBytes } = this.#room;
    if (this.#underWay.size >= maxAppends || this.#bytes + bytes > maxBytes) {
      throw new LedgerError('overloaded', `${this.#underWay.size} appends are already waiting.`);
    }
    const result = work();
    this.#underWay.add(result);
    this.#bytes += bytes;
    try {
      return await result;
    } finally {
      this.#underWay.delete(result);
      this.#bytes -= bytes;
    }
  }

  /** Resolves when nothing is in flight any more. */
  async emptied(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }
}
