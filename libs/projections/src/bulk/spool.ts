import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Packed } from './packer.js';

/** How much is buffered for all parts together before it is written: few system calls, bounded memory. */
const HELD_BYTES = 32 * 1024 * 1024;
/** The same for one part: more would not be faster, less would cost a system call for every few lines. */
const MOST_HELD_BYTES = 128 * 1024;
const LEAST_HELD_BYTES = 4 * 1024;

/** Lines on their way into parts, one file per part, each in the order in which its lines were added. */
export class Spool {
  readonly #folder: string;
  readonly #sizes: number[];
  readonly #held: Buffer[];
  readonly #heldBytes: Uint32Array;
  readonly #mostHeld: number;

  /** @param sizes how many bytes of each file count; anything after them is dropped. */
  constructor(folder: string, sizes: readonly number[]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
    this.#sizes = [...sizes];
    this.#held = [];
    this.#heldBytes = new Uint32Array(sizes.length);
    const share = Math.floor(HELD_BYTES / sizes.length);
    this.#mostHeld = Math.min(MOST_HELD_BYTES, Math.max(LEAST_HELD_BYTES, share));
    forgetBehind(folder, sizes);
  }

  /** Adds lines to every part. */
  add({ bytes, sizes }: Packed): void {
    let at = 0;
    for (const [part, size] of sizes.entries()) {
      this.#hold(part, bytes.subarray(at, at + size));
      at += size;
    }
  }

  /** Writes what is buffered, and returns the sizes to resume from. */
  flush(): readonly number[] {
    for (const part of this.#sizes.keys()) this.#writeHeld(part);
    return [...this.#sizes];
  }

  #hold(part: number, lines: Uint8Array): void {
    if (lines.length === 0) return;
    if ((this.#heldBytes[part] ?? 0) + lines.length > this.#mostHeld) this.#writeHeld(part);
    if (lines.length > this.#mostHeld) {
      this.#write(part, lines);
      return;
    }
    const held = (this.#held[part] ??= Buffer.allocUnsafeSlow(this.#mostHeld));
    held.set(lines, this.#heldBytes[part] ?? 0);
    this.#heldBytes[part] = (this.#heldBytes[part] ?? 0) + lines.length;
  }

  #writeHeld(part: number): void {
    const size = this.#heldBytes[part] ?? 0;
    if (size > 0) this.#write(part, this.#held[part]?.subarray(0, size) ?? new Uint8Array());
    this.#heldBytes[part] = 0;
  }

  /** Opened for each write: a process may hold only so many files open, and there are more parts than that. */
  #write(part: number, bytes: Uint8Array): void {
    const file = openSync(fileOf(this.#folder, part), 'a');
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    } finally {
      closeSync(file);
    }
    this.#sizes[part] = (this.#sizes[part] ?? 0) + bytes.length;
  }
}

/** Drops what a stopped load has written after its last saved state. */
function forgetBehind(folder: string, sizes: readonly number[]): void {
  for (const name of readdirSync(folder).filter((one) => one.startsWith(NAME))) {
    const size = sizes[Number(name.slice(NAME.length))] ?? 0;
    if (size === 0) rmSync(join(folder, name));
    else truncateSync(join(folder, name), size);
  }
}

/** Whether the files of all parts from a given one on are as long as they should be. */
export const holdsParts = (folder: string, sizes: readonly number[], from: number): boolean =>
  sizes.every(
    (size, part) => part < from || size === 0 || (sizeOf(fileOf(folder, part)) ?? 0) >= size,
  );

const sizeOf = (file: string): number | undefined =>
  statSync(file, { throwIfNoEntry: false })?.size;

export const readPart = (folder: string, part: number): string =>
  readFileSync(fileOf(folder, part), 'utf8');

export const removePart = (folder: string, part: number): void => {
  rmSync(fileOf(folder, part), { force: true });
};

const NAME = 'part-';
const fileOf = (folder: string, part: number): string => join(folder, `${NAME}${part}`);
