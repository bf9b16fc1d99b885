import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';

/** How a list can be answered: a page of it, or all of it as a stream of lines. */
export const FORMATS = ['json', 'ndjson', 'csv'] as const;

export type Format = (typeof FORMATS)[number];

export type StreamedFormat = Exclude<Format, 'json'>;

export type Cell = string | number | null | undefined;

/** The columns of a CSV file, and their content. */
export type Columns<T> = Readonly<Record<string, (row: T) => Cell>>;

/** How much may wait for a slow reader before reading pauses. */
const MOST_WAITING_BYTES = 64 * 1024;

const TYPES: Readonly<Record<StreamedFormat, string>> = {
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
};

/** Rows, which come in batches, as a file that is written while they are read. */
export function streamRows<T>(
  name: string,
  format: StreamedFormat,
  columns: Columns<T>,
  batches: AsyncIterable<readonly T[]>,
): StreamableFile {
  const lines = format === 'csv' ? csvLines(columns, batches) : jsonLines(batches);
  const stream = Readable.from(lines, { objectMode: false, highWaterMark: MOST_WAITING_BYTES });
  return new StreamableFile(stream, {
    type: TYPES[format],
    disposition: `attachment; filename="${name}.${format}"`,
  });
}

async function* jsonLines(batches: AsyncIterable<readonly unknown[]>): AsyncGenerator<string> {
  for await (const batch of batches) yield batch.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/**
 * RFC 4180, with a header. Senders choose names and ids, and a spreadsheet runs a cell that begins like a formula:
 * such a cell gets an apostrophe in front, which spreadsheets read as "this is text".
 */
async function* csvLines<T>(
  columns: Columns<T>,
  batches: AsyncIterable<readonly T[]>,
): AsyncGenerator<string> {
  yield csvOf([Object.keys(columns)]);
  for await (const batch of batches)
    yield csvOf(batch.map((row) => Object.values(columns).map((cellOf) => cellOf(row) ?? '')));
}

/** Also a sum may be negative; a number alone runs nothing, and with an apostrophe it would not be one. */
const NEGATIVE_NUMBER = /^-\d+(?:\.\d+)?$/;

const csvOf = (rows: readonly (readonly (string | number)[])[]): string =>
  stringify([...rows.map((row) => [...row])], {
    escape_formulas: true,
    cast: {
      string: (value) => (NEGATIVE_NUMBER.test(value) ? { value, escape_formulas: false } : value),
    },
    record_delimiter: 'windows',
  });

/** Groups single rows, so that not every line of a file is a separate write. */
export async function* inBatches<T>(
  rows: AsyncIterable<T> | Iterable<T>,
  size: number,
): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
