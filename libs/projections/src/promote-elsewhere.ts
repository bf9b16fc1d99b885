import { LedgerError } from '@subledger/domain';
import { keepFromPromoting, letPromote, type ReadModels } from '@subledger/read-models';
import { assertReady, awaitPromoted } from './await-reached.js';
import { refuseAtLockTimeout } from './lock-timeout.js';

/**
 * Has the process that feeds a rebuild let it take over. Whoever is refused can rely on it: what the other process has
 * not done in time is taken back.
 *
 * @throws LedgerError `not-found` where somebody discards it; `rebuild-not-ready` when it is behind, or it takes too long.
 */
export async function promoteElsewhere(
  readModels: ReadModels,
  build: number,
  isStopping: () => boolean,
): Promise<void> {
  const { reader, writer } = readModels;
  await assertReady(reader, build, isStopping);
  // One that takes over by itself is not ours to keep from it.
  const isOurs = await refuseAtLockTimeout(() => letPromote(writer, build));
  try {
    await awaitPromoted(reader, build, isStopping);
  } catch (error) {
    if (!isOurs || (await takeBack(readModels, build))) throw error;
    // It is not being built any more: then it answers, or somebody has discarded it.
    await awaitPromoted(reader, build, () => true);
  }
}

async function takeBack({ writer }: ReadModels, build: number): Promise<boolean> {
  try {
    return await keepFromPromoting(writer, build);
  } catch (error) {
    throw new LedgerError(
      'rebuild-not-ready',
      'The rebuild has not taken over in time, and may still do so: the request could not be withdrawn.',
      { cause: error },
    );
  }
}
