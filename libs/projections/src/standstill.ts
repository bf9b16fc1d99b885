import { type Instant, LedgerError, type Position } from '@subledger/domain';
import { rest } from '@subledger/event-store';
import {
  type BuildFailure,
  clearFailure,
  findBuild,
  type ReadModels,
  setFailure,
  skipEvent,
} from '@subledger/read-models';
import type { EventFault } from './event-fault.js';

/** How soon a build that stands still notices that somebody let it go on. */
const POLL_MS = 250;

interface StandStillParts {
  /** The position that was applied last. */
  readonly checkpoint: Position | null;
  readonly readModels: ReadModels;
  readonly now: () => Instant;
  readonly signal: AbortSignal;
}

/**
 * Says in the catalog which event a build cannot apply, and waits until that is taken back.
 *
 * @throws LedgerError `wrong-expected-revision` where another process has gone on: it is that one's to say.
 */
export async function standStill(
  build: number,
  { event, message }: EventFault,
  { checkpoint, readModels, now, signal }: StandStillParts,
): Promise<void> {
  const { id: eventId, position } = event;
  const failure = { eventId, position, reason: message, at: now() };
  await setFailure(readModels.writer, build, failure, checkpoint);
  while (!signal.aborted) {
    const found = await findBuild(readModels.reader, build);
    if (found?.failure == null) return;
    await rest(POLL_MS, signal);
  }
}

/** Lets a build that stands still try its event again. @throws LedgerError `not-found`. */
export async function resumeBuild(readModels: ReadModels, build: number): Promise<void> {
  await failureOf(readModels, build);
  await clearFailure(readModels.writer, build);
}

/**
 * Lets a build skip the event that the projection stands still at; on record, until the next rebuild.
 *
 * @throws LedgerError `not-found` if it does not stand still, or stands still at another event.
 */
export async function skipFailedEvent(
  readModels: ReadModels,
  build: number,
  eventId: string,
  skippedAt: Instant,
): Promise<void> {
  const failure = await failureOf(readModels, build);
  if (failure.eventId !== eventId)
    throw new LedgerError(
      'not-found',
      `The build stands still at another event: ${failure.eventId}.`,
    );
  await readModels.writer.transaction().execute(async (transaction) => {
    await skipEvent(transaction, build, { ...failure, skippedAt });
    await clearFailure(transaction, build);
  });
}

async function failureOf({ reader }: ReadModels, build: number): Promise<BuildFailure> {
  const failure = (await findBuild(reader, build))?.failure;
  if (failure == null) throw new LedgerError('not-found', 'This build does not stand still.');
  return failure;
}
