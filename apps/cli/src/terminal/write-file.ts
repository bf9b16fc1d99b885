import { once } from 'node:events';
import { Option } from 'commander';
import { printable } from './printable.js';

/** What a ledger answers as a file instead of a page. @param what the file holds. */
export const fileOption = (what: string, ...conflicts: readonly string[]): Option =>
  new Option('--format <format>', what)
    .choices(['ndjson', 'csv'])
    .conflicts(['json', ...conflicts]);

/** Writes a file to standard output, no faster than it is read there: byte for byte, but escaped on a terminal. */
export async function writeFile(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    const shown = process.stdout.isTTY ? lines(decoder.decode(chunk, { stream: true })) : chunk;
    if (!process.stdout.write(shown)) await once(process.stdout, 'drain');
  }
}

const lines = (text: string): string =>
  text.replaceAll('\r\n', '\n').split('\n').map(printable).join('\n');
