import {
  type Instant,
  LedgerError,
  type Position,
  positionFromSortKey,
  positionSortKey,
} from '@subledger/domain';
import type { Database } from './read-models.js';

/** A projection's name and version: who a checkpoint belongs to. */
export interface ProjectionId {
  readonly name: string;
  readonly version: number;
}

/** The last position that the projection has applied, or null before the first. */
export async function loadCheckpoint(
  database: Database,
  id: ProjectionId,
): Promise<Position | null> {
  const row = await database
    .selectFrom('checkpoints')
    .select('position')
    .where('projection', '=', id.name)
    .where('version', '=', id.version)
    .executeTakeFirst();
  return row === undefined ? null : positionFromSortKey(row.position);
}

/**
 * Moves the checkpoint from where the projector believes it to be: a compare-and-set, in the transaction of
 * what was applied, so that of two projectors one is turned away before it does harm.
 *
 * @throws LedgerError `wrong-expected-revision` when another projector has moved it.
 */
export async function moveCheckpoint(
  transaction: Database,
  id: ProjectionId,
  from: Position | null,
  to: Position,
  at: Instant,
): Promise<void> {
  const moved = { position: positionSortKey(to), updated_at: at };
  const result =
    from === null
      ? await transaction
          .insertInto('checkpoints')
          .values({ projection: id.name, version: id.version, ...moved })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst()
      : await transaction
          .updateTable('checkpoints')
          .set(moved)
          .where('projection', '=', id.name)
          .where('version', '=', id.version)
          .where('position', '=', positionSortKey(from))
          .executeTakeFirst();
  const changed =
    'numUpdatedRows' in result ? result.numUpdatedRows : result.numInsertedOrUpdatedRows;
  if (changed !== 1n)
    throw new LedgerError(
      'wrong-expected-revision',
      `Another projector has moved the checkpoint of ${id.name}.`,
    );
}
