import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** What is held back of each part before it is written: few system calls, and little memory. */
const BUFFERED_CHARACTERS = 32 * 1024;

/** Lines on their way into parts, one file a part, each in the order in which its lines were added. */
export class Spool {
  readonly #files: readonly number[];
  readonly #buffered: string[];
  readonly #sizes: number[];

  /** @param sizes how many bytes of each file count; what stands behind them is forgotten. */
  constructor(folder: string, sizes: readonly number[]) {
    mkdirSync(folder, { recursive: true });
    this.#sizes = [...sizes];
    this.#buffered = sizes.map(() => '');
    this.#files = sizes.map((size, part) => {
      const file = openSync(fileOf(folder, part), size === 0 ? 'w' : 'r+');
      ftruncateSync(file, size);
      return file;
    });
  }

  /** @param line has no line break. */
  add(part: number, line: string): void {
    const buffered = `${this.#buffered[part] ?? ''}${line}\n`;
    this.#buffered[part] = buffered;
    if (buffered.length > BUFFERED_CHARACTERS) this.#write(part);
  }

  /** Writes what is held back, and gives the sizes to go on from. */
  flush(): readonly number[] {
    for (const part of this.#buffered.keys()) this.#write(part);
    return [...this.#sizes];
  }

  close(): void {
    for (const file of this.#files) closeSync(file);
  }

  #write(part: number): void {
    const file = this.#files[part];
    const text = this.#buffered[part];
    if (file === undefined || text === undefined || text === '') return;
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;)
      at += writeSync(file, bytes, at, bytes.length - at, (this.#sizes[part] ?? 0) + at);
    this.#sizes[part] = (this.#sizes[part] ?? 0) + bytes.length;
    this.#buffered[part] = '';
  }
}

export const readPart = (folder: string, part: number): string =>
  readFileSync(fileOf(folder, part), 'utf8');

export const removePart = (folder: string, part: number): void => {
  rmSync(fileOf(folder, part), { force: true });
};

const fileOf = (folder: string, part: number): string => join(folder, `part-${part}`);
