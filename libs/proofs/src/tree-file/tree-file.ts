import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { LedgerError, type Position } from '@subledger/domain';
import { type Checkpoint, signerOf } from '../note/checkpoint.js';
import { type Hash, HASH_BYTES } from '../tree/hashes.js';
import { consistencyPath, inclusionPath, type NodeAt, rangeHash } from '../tree/ranges.js';
import { grownTiles, nodesOfTiles, type ReadTile, TILE_WIDTH } from '../tree/tiles.js';
import { openDatabase, type TreeMode } from './open-database.js';
import * as sql from './sql.js';
import { onTreeFile } from './tree-fault.js';

/** How far the tree has come. */
export interface Progress {
  /** The number of leaves. */
  readonly size: bigint;
  /** Every event of the log up to here was considered; null before the first. */
  readonly position: Position | null;
}

export interface Leaf {
  readonly eventId: string;
  readonly position: Position;
  readonly hash: Hash;
}

/** The event of a leaf, and its position in the log. */
export interface LeafPlace {
  readonly place: bigint;
  readonly eventId: string;
  readonly position: Position;
}

/** The tree of hashes in its file. Every method throws `proofs-not-ready` if the file cannot be used. */
export class TreeFile {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #nodeAt: NodeAt;

  private constructor(database: DatabaseSync) {
    this.#database = database;
    this.#nodeAt = nodesOfTiles(this.readTile);
  }

  /** @throws LedgerError see `openDatabase` */
  static open(file: string, mode: TreeMode): TreeFile {
    return onTreeFile(() => new TreeFile(openDatabase(file, mode)));
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  progress(): Progress {
    const { size, position } = this.#get(sql.PROGRESS) ?? { size: 0n, position: null };
    if (typeof size !== 'bigint') throw damaged(`its size is ${String(size)}`);
    return { size, position: position as Position | null };
  }

  /** How many it really stores. This reads all of them. */
  countLeaves(): bigint {
    return (this.#get(sql.COUNT_LEAVES)?.leaves ?? 0n) as bigint;
  }

  root(size: bigint): Hash {
    return onTreeFile(() => rangeHash({ begin: 0n, end: size }, this.#nodeAt));
  }

  inclusionPath(index: bigint, size: bigint): readonly Hash[] {
    return onTreeFile(() =>
      inclusionPath(index, size).map((range) => rangeHash(range, this.#nodeAt)),
    );
  }

  consistencyPath(from: bigint, to: bigint): readonly Hash[] {
    return onTreeFile(() =>
      consistencyPath(from, to).map((range) => rangeHash(range, this.#nodeAt)),
    );
  }

  leafHashAt(place: bigint): Hash {
    return onTreeFile(() => this.#nodeAt(0, place));
  }

  /** A hash of an upper tile, exactly as it is stored; null if the tile ends earlier. */
  tileHashAt(level: number, place: bigint): Hash | null {
    const begin = Number(place % TILE_WIDTH) * HASH_BYTES;
    const hash = this.readTile(level, place / TILE_WIDTH).subarray(begin, begin + HASH_BYTES);
    return hash.length === HASH_BYTES ? hash : null;
  }

  /** Null if the tree has no leaf of this event. @param size leaves from here on are not looked for individually. */
  leafOf(eventId: string, size = sql.NO_PLACE): LeafPlace | null {
    return leafPlace(this.#get(sql.LEAF_OF_EVENT, eventId, size));
  }

  /** Null if the tree is smaller. */
  leafAt(place: bigint): LeafPlace | null {
    return leafPlace(this.#get(sql.LEAF_AT, place));
  }

  readonly readTile: ReadTile = (level, place) =>
    onTreeFile(() => Buffer.from((this.#get(sql.TILE, level, place)?.hashes ?? []) as Uint8Array));

  checkpoints(): readonly string[] {
    return onTreeFile(() =>
      this.#prepared(sql.CHECKPOINTS)
        .all()
        .map(({ note }) => String(note)),
    );
  }

  /** The newest checkpoint that this key has signed over at least this many leaves; null if there is none. */
  lastCheckpoint(signedBy: string, leastSize = 0n): string | null {
    return (this.#get(sql.LAST_CHECKPOINT, signedBy, leastSize)?.note ?? null) as string | null;
  }

  checkpointOf(signedBy: string, size: bigint): string | null {
    return (this.#get(sql.CHECKPOINT_OF_SIZE, signedBy, size)?.note ?? null) as string | null;
  }

  /** Stores a checkpoint; an existing one stays as it is. */
  addCheckpoint(checkpoint: Checkpoint): void {
    const { size, text } = checkpoint;
    onTreeFile(() => this.#prepared(sql.ADD_CHECKPOINT).run(signerOf(checkpoint), size, text));
  }

  /**
   * Adds leaves and moves the position, both or neither.
   *
   * @param before the progress that the caller expects.
   * @returns false, with nothing changed, if another process has grown the tree in the meantime.
   */
  append(before: Progress, leaves: readonly Leaf[], position: Position): boolean {
    return onTreeFile(() => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        const size = before.size + BigInt(leaves.length);
        const { changes } = this.#prepared(sql.MOVE_PROGRESS).run(size, position, before.size);
        const isMoved = changes === 1n;
        if (isMoved) this.#write(before.size, leaves);
        this.#database.exec('COMMIT');
        return isMoved;
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  #write(size: bigint, leaves: readonly Leaf[]): void {
    for (const [index, { eventId, position }] of leaves.entries())
      this.#prepared(sql.ADD_LEAF).run(size + BigInt(index), eventId, position);
    const hashes = leaves.map(({ hash }) => hash);
    if (this.readTile(0, size / TILE_WIDTH).length !== Number(size % TILE_WIDTH) * HASH_BYTES)
      throw new LedgerError('proofs-not-ready', 'The tree of hashes is damaged: rebuild it.');
    for (const tile of grownTiles(size, hashes, this.readTile))
      this.#prepared(sql.PUT_TILE).run(tile.level, tile.place, tile.hashes);
  }

  #get(text: string, ...parameters: (string | number | bigint)[]) {
    return onTreeFile(() => this.#prepared(text).get(...parameters));
  }

  #prepared(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }
}

function leafPlace(row: Record<string, unknown> | undefined): LeafPlace | null {
  if (row === undefined) return null;
  const { place, event_id: eventId, position } = row;
  if (typeof place !== 'bigint' || typeof eventId !== 'string' || typeof position !== 'string')
    throw damaged('one of its leaves is invalid');
  return { place, eventId, position: position as Position };
}

const damaged = (what: string): LedgerError =>
  new LedgerError('proofs-not-ready', `The tree of hashes is damaged: ${what}.`);
