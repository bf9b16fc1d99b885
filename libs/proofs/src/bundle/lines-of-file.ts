import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { LedgerError } from '@subledger/domain';

/** More than the largest event with its body in base64: a longer line is not ours, and must not fill the memory. */
const LONGEST_LINE_BYTES = 4 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * The lines of a compressed file, without line breaks, one at a time.
 *
 * @throws LedgerError `bundle-refused` for a file that is not gzip, is cut off, or has an endless line.
 */
export async function* linesOfFile(
  file: string,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  let rest = Buffer.alloc(0);
  for await (const chunk of unzipped(file, signal)) {
    let begin = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, begin)) {
      yield Buffer.concat([rest, chunk.subarray(begin, end)]).toString();
      rest = Buffer.alloc(0);
      begin = end + 1;
    }
    rest = Buffer.concat([rest, chunk.subarray(begin)]);
    if (rest.length > LONGEST_LINE_BYTES)
      throw new LedgerError('bundle-refused', `${file} has a line that cannot belong to a bundle`);
  }
  if (rest.length > 0)
    throw new LedgerError('bundle-refused', `${file} ends in the middle of a line`);
}

async function* unzipped(
  file: string,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  const source = createReadStream(file, { signal });
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of source.pipe(gunzip)) yield chunk as Buffer;
  } catch (error) {
    if (signal.aborted) throw error;
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    const reason = syscall === undefined ? `as gzip: ${message}` : `(${code ?? message})`;
    throw new LedgerError('bundle-refused', `${file} cannot be read ${reason}`, { cause: error });
  } finally {
    source.destroy();
  }
}
