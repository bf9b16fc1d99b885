import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline, type Readable, Transform, type TransformCallback } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Failure } from '../terminal/failure.js';

/** Longer than any row of an export. */
export const LONGEST_ROW_BYTES = 256 * 1024;

/** The first two bytes of a gzip file (RFC 1952). */
const GZIP = [0x1f, 0x8b];

/**
 * The text of a file, decompressed where it is a gzip file. Fails where it is not UTF-8.
 *
 * @throws Failure `refused` for a pipe, which could be read only once.
 */
export async function openExport(file: string): Promise<Readable> {
  const isCompressed = await isGzip(file);
  const checked = new CheckedText();
  const parts = isCompressed ? [createGunzip(), checked] : [checked];
  // Whoever reads the last part hears of what fails in any of them.
  pipeline([createReadStream(file), ...parts], () => undefined);
  return checked;
}

async function isGzip(file: string): Promise<boolean> {
  // Opening a pipe waits for whoever writes into it.
  if (!(await stat(file)).isFile())
    throw new Failure(
      'refused',
      `${file} is not a file: each is read twice, so a pipe will not do`,
    );
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(GZIP.length), 0, GZIP.length, 0);
    return bytesRead === GZIP.length && GZIP.every((byte, place) => buffer[place] === byte);
  } finally {
    await handle.close();
  }
}

/** Some programs end lines with a carriage return alone. */
const [LINE_FEED, CARRIAGE_RETURN] = [0x0a, 0x0d] as const;

/**
 * Passes text on. Fails at what is not UTF-8: read loosely, the ids of different customers would become one. And where a
 * line does not end, as in a file of another kind, before whoever reads it has put it together.
 */
class CheckedText extends Transform {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  /** Since the last end of a line. */
  #bytes = 0;

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.#check(done, chunk);
  }

  override _flush(done: TransformCallback): void {
    this.#check(done);
  }

  #check(done: TransformCallback, chunk?: Buffer): void {
    try {
      this.#decoder.decode(chunk, { stream: chunk !== undefined });
      if (chunk !== undefined) this.#measure(chunk);
    } catch (error) {
      done(error as Error);
      return;
    }
    done(null, chunk);
  }

  #measure(chunk: Buffer): void {
    const last = Math.max(chunk.lastIndexOf(LINE_FEED), chunk.lastIndexOf(CARRIAGE_RETURN));
    this.#bytes = last === -1 ? this.#bytes + chunk.length : chunk.length - last - 1;
    if (this.#bytes > LONGEST_ROW_BYTES) throw new Error('a line is longer than any row');
  }
}
