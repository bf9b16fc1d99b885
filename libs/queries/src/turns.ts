import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long others wait for their turn. */
const TURN_MS = 10;

/** Gives others their turn during long work that never waits by itself. */
export class Turns {
  #began = performance.now();

  async giveOne(): Promise<void> {
    if (performance.now() - this.#began < TURN_MS) return;
    await nextTurn();
    this.#began = performance.now();
  }
}
