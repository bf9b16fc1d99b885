import { type Instant, LedgerError } from '@subledger/domain';
import {
  type BuildFailure,
  findBuild,
  type ReadModels,
  setFailure,
  skipEvent,
} from '@subledger/read-models';

/** Lets a build that stands still try its event again. @throws LedgerError `not-found`. */
export async function tryAgain(readModels: ReadModels, build: number): Promise<void> {
  await failureOf(readModels, build);
  await setFailure(readModels.writer, build, null);
}

/**
 * Lets a build pass over the event that it stands still at; on record, until the next rebuild.
 *
 * @throws LedgerError `not-found` where it stands still at no event, or at another one.
 */
export async function passOver(
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
    await setFailure(transaction, build, null);
  });
}

async function failureOf({ reader }: ReadModels, build: number): Promise<BuildFailure> {
  const failure = (await findBuild(reader, build))?.failure;
  if (failure == null) throw new LedgerError('not-found', 'This build does not stand still.');
  return failure;
}
