import { addAbortSignal, pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { Failure } from '../terminal/failure.js';
import { LONGEST_ROW_BYTES, openExport } from './open-export.js';

/** A row of an export: its cells by their columns, as texts. */
export type Row = Readonly<Record<string, string>>;

export interface PlacedRow {
  readonly file: string;
  /** The line of the file that it ends on; the first is 1. */
  readonly line: number;
  readonly row: Row;
}

/** Without these columns, nothing tells which event a row is (Adapty's page "Amazon S3"). */
const NEEDED = [
  'profile_id',
  'event_type',
  'event_datetime',
  'transaction_id',
  'original_transaction_id',
  'store',
  'environment',
];

/** What the parser says of each record. */
interface Parsed {
  readonly record: Row;
  readonly info: { readonly lines: number };
}

/** The rows of several exports, one after another. @throws Failure `refused` for what is no export, by its line. */
export async function* readRows(
  files: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<PlacedRow> {
  for (const file of files) yield* rowsOf(file, signal);
}

async function* rowsOf(file: string, signal: AbortSignal): AsyncGenerator<PlacedRow> {
  const header: string[] = [];
  const parser = parse({
    bom: true,
    info: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW_BYTES,
    columns: (columns: string[]) => {
      header.push(...columns);
      return header;
    },
  });
  try {
    const source = await openExport(file);
    pipeline(addAbortSignal(signal, source), parser, () => undefined);
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      checkHeader(file, header);
      yield { file, line: info.lines, row: record };
    }
    checkHeader(file, header);
  } catch (error) {
    signal.throwIfAborted();
    // Of a file of another kind the columns say more than the place where it stops being CSV.
    if (header.length > 0) checkHeader(file, header);
    throw faultOf(file, error);
  }
}

function checkHeader(file: string, header: readonly string[]): void {
  const missing = NEEDED.filter((column) => !header.includes(column));
  if (missing.length === 0) return;
  const why = header.length === 0 ? 'it is empty' : `it has no column ${missing.join(', ')}`;
  throw new Failure('refused', `${file} is not an export of Adapty's events: ${why}`);
}

function faultOf(file: string, error: unknown): unknown {
  if (error instanceof Failure) return error;
  if (error instanceof CsvError)
    return new Failure(
      'refused',
      `${file} is not CSV at line ${String(error.lines)}: ${error.message}`,
    );
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    return new Failure(
      'refused',
      `${file} is not UTF-8, as exports are: was it saved again by another program?`,
    );
  return new Failure('refused', `${file} cannot be read (${code ?? message})`, { cause: error });
}
