import { type Instant, LedgerError, type Position } from '@subledger/domain';
import type { Database } from '../database.js';
import { positionKey } from '../position-key.js';
import { type Build, type BuildFailure, findBuild, type LastEvent, literalState } from './build.js';

/**
 * Moves a build's checkpoint from where the projector believes it to be: a compare-and-set, in the transaction
 * that applies the events, so that one of two projectors is turned away before it does harm.
 *
 * @throws LedgerError `wrong-expected-revision` if another has moved it, or the build is gone.
 */
export async function moveCheckpoint(
  transaction: Database,
  build: number,
  move: {
    readonly from: Position | null;
    readonly to: Position;
    /** The last event up to the new position; null if none has come since `from`. */
    readonly lastEvent: LastEvent | null;
    readonly applied: number;
    readonly at: Instant;
    /** Whether a first build is live from here on. */
    readonly isWhole?: boolean;
  },
): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('builds')
    .set((row) => ({
      ...(move.isWhole === true ? { promoted_at: move.at } : {}),
      position: positionKey(move.to),
      ...(move.lastEvent === null ? {} : { last_event: JSON.stringify(move.lastEvent) }),
      applied: row('applied', '+', move.applied),
      failure: null,
      updated_at: move.at,
    }))
    .where('build', '=', build)
    .where('state', '<>', literalState('retired'))
    .where('position', '=', positionKey(move.from))
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) throw movedByAnother(build);
}

/** Says that a first build has taken in what the log held when it began. */
export async function letAnswer(transaction: Database, build: number, at: Instant): Promise<void> {
  await transaction
    .updateTable('builds')
    .set({ promoted_at: at })
    .where('build', '=', build)
    .where('state', '=', literalState('live'))
    .where('promoted_at', 'is', null)
    .execute();
}

/**
 * Blocks whoever feeds the live build, until the transaction ends.
 *
 * @throws LedgerError `not-found` if the build is no longer live.
 */
export async function lockLive(transaction: Database, build: number): Promise<Build> {
  await transaction
    .updateTable('builds')
    .set((row) => ({ position: row.ref('position') }))
    .where('build', '=', build)
    .execute();
  const live = await findBuild(transaction, build);
  if (live?.state !== 'live')
    throw new LedgerError('not-found', 'This build is not live any more.');
  return live;
}

/**
 * Says that a build stands still at an event, behind what was applied last.
 *
 * @throws LedgerError `wrong-expected-revision` when another has gone on from there, or the build is gone.
 */
export async function setFailure(
  database: Database,
  build: number,
  failure: BuildFailure,
  from: Position | null,
): Promise<void> {
  const { numUpdatedRows } = await database
    .updateTable('builds')
    .set({ failure: JSON.stringify(failure) })
    .where('build', '=', build)
    .where('state', '<>', literalState('retired'))
    .where('position', '=', positionKey(from))
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) throw movedByAnother(build);
}

/** Says that a build may try again. */
export async function clearFailure(transaction: Database, build: number): Promise<void> {
  await transaction
    .updateTable('builds')
    .set({ failure: null })
    .where('build', '=', build)
    .execute();
}

const movedByAnother = (build: number): LedgerError =>
  new LedgerError(
    'wrong-expected-revision',
    `Another projector has moved the checkpoint of build ${build}, or the build is gone.`,
  );
