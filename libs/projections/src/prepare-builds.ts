import { type Instant, LedgerError } from '@subledger/domain';
import { createBuild, discardBuild, findBuildIn, type ReadModels } from '@subledger/read-models';
import type { Projection } from './projection.js';

/** @throws LedgerError `invalid-configuration` if a newer ledger wrote the live read model. */
export async function refuseNewer(
  readModels: ReadModels,
  { name, version }: Pick<Projection, 'name' | 'version'>,
): Promise<void> {
  const live = await findBuildIn(readModels.reader, name, 'live');
  if (live !== undefined && live.version > version)
    throw new LedgerError(
      'invalid-configuration',
      `The read model ${name} was written by a newer ledger (version ${live.version}, this one knows ${version}).`,
    );
}

/**
 * Throws away the rebuild that an earlier process has left and that is of no use now, and begins the build that is
 * missing: for who holds the projection's lease. Others may promote or discard meanwhile: it is looked at where it is done.
 *
 * @throws LedgerError `not-found`, `rebuild-running` where another process was faster: the next try sees what it did.
 */
export async function prepareBuilds(
  { writer }: ReadModels,
  { name, version, translation }: Projection,
  now: () => Instant,
): Promise<void> {
  await writer.transaction().execute(async (transaction) => {
    const live = await findBuildIn(transaction, name, 'live');
    const building = await findBuildIn(transaction, name, 'building');
    // What a newer ledger has begun is not ours to discard.
    const isNewer = building !== undefined && building.version > version;
    const isOutdated =
      !isNewer && (building?.version !== version || building.translation !== translation);
    if (building !== undefined && isOutdated) await discardBuild(transaction, building.build);
    if (live === undefined || (live.version < version && isOutdated))
      await createBuild(
        transaction,
        { projection: name, version, translation, promotes: true },
        now(),
      );
  });
}
