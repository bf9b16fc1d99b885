import type { TranslatedFact } from '@subledger/read-models/bulk';
import { countParts, partOf } from './parts.js';

/** Lines of many parts in one buffer, part after part: the cheapest form to pass between threads. */
export interface Packed {
  readonly bytes: Uint8Array;
  /** How many bytes of it belong to each part. */
  readonly sizes: Uint32Array;
}

/** Collects facts by the part of their subject, one line each: the subject's key, a tab, the fact. */
export class Packer {
  readonly #parts: number;
  readonly #lines: string[];

  constructor(parts: number) {
    this.#parts = parts;
    this.#lines = Array.from({ length: countParts(parts) }, () => '');
  }

  add({ environment, subject, fact }: TranslatedFact): void {
    // Neither a key nor JSON contains a tab or a line break: texts write those with a backslash.
    const part = partOf(environment, subject, this.#parts);
    this.#lines[part] = `${this.#lines[part] ?? ''}${subject}\t${fact}\n`;
  }

  get packed(): Packed {
    const sizes = Uint32Array.from(this.#lines, (lines) => Buffer.byteLength(lines));
    const bytes = Buffer.from(new ArrayBuffer(sizes.reduce((sum, size) => sum + size, 0)));
    let at = 0;
    for (const lines of this.#lines) at += bytes.write(lines, at);
    return { bytes, sizes };
  }
}
