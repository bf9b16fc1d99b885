/** SQLite's write-ahead log (its page "WAL-mode File Format"): a header, then frames of a header and a page each. */
const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

export interface Frame {
  readonly page: number;
  /** Where it ends in the file. */
  readonly end: number;
  /** The last frame of a transaction: what comes before it counts once it is whole. */
  readonly commits: boolean;
}

/** The page size that the log's header names. */
export const pageBytesOf = (wal: Buffer): number => wal.readUInt32BE(8);

/**
 * The frames of the log's present round, in order. Those of an earlier round, which the file still holds behind them,
 * carry another salt.
 */
export function framesOf(wal: Buffer): readonly Frame[] {
  if (wal.byteLength < HEADER_BYTES) return [];
  const salt = wal.subarray(16, 24);
  const frameBytes = FRAME_HEADER_BYTES + pageBytesOf(wal);
  const frames: Frame[] = [];
  for (let at = HEADER_BYTES; at + frameBytes <= wal.byteLength; at += frameBytes) {
    if (!wal.subarray(at + 8, at + 16).equals(salt)) break;
    frames.push({
      page: wal.readUInt32BE(at),
      end: at + frameBytes,
      commits: wal.readUInt32BE(at + 4) !== 0,
    });
  }
  return frames;
}
