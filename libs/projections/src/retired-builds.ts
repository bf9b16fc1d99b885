import { type ReadModels, removeRetired } from '@subledger/read-models';

export interface RetiredBuildsParts {
  readonly readModels: ReadModels;
  readonly onFailure: (projection: string, error: unknown) => void;
}

/**
 * Drops the tables of formerly live builds. A report that still reads them can delay this beyond a statement's
 * time limit; the switch has taken place all the same. So a failure is only reported, and the next call tries
 * again.
 */
export class RetiredBuilds {
  readonly #parts: RetiredBuildsParts;
  readonly #dropping = new Map<string, Promise<void>>();

  constructor(parts: RetiredBuildsParts) {
    this.#parts = parts;
  }

  /** Resolves when they are gone, or cannot be dropped yet. */
  drop(projection: string): Promise<void> {
    const going = this.#dropping.get(projection);
    if (going !== undefined) return going;
    const dropping = this.#drop(projection).finally(() => this.#dropping.delete(projection));
    this.#dropping.set(projection, dropping);
    return dropping;
  }

  async settled(): Promise<void> {
    await Promise.all(this.#dropping.values());
  }

  async #drop(projection: string): Promise<void> {
    try {
      await removeRetired(this.#parts.readModels.writer, projection);
    } catch (error) {
      this.#parts.onFailure(projection, error);
    }
  }
}
