import { type Instant, LedgerError } from '@subledger/domain';
import {
  createBuild,
  discardBuild,
  findBuildIn,
  type ReadModels,
  removeRetired,
} from '@subledger/read-models';
import type { Projection } from './projection.js';

/** @throws LedgerError `invalid-configuration` where a newer ledger wrote what answers. */
export async function refuseNewer(readModels: ReadModels, projection: Projection): Promise<void> {
  const { name, version } = projection;
  const live = await findBuildIn(readModels.reader, name, 'live');
  if (live !== undefined && live.version > version)
    throw new LedgerError(
      'invalid-configuration',
      `The read model ${name} was written by a newer ledger (version ${live.version}, this one knows ${version}).`,
    );
}

/**
 * Clears away what an earlier process left half done, and begins the build that is missing: for who holds the
 * projection's lease.
 */
export async function prepareBuilds(
  readModels: ReadModels,
  { name, version, translation }: Projection,
  now: () => Instant,
): Promise<void> {
  await removeRetired(readModels.writer, name);
  const [live, building] = await Promise.all([
    findBuildIn(readModels.reader, name, 'live'),
    findBuildIn(readModels.reader, name, 'building'),
  ]);
  // What a newer ledger has begun is not ours to throw away.
  const isNewer = building !== undefined && building.version > version;
  const isOutdated =
    !isNewer && (building?.version !== version || building.translation !== translation);
  await readModels.writer.transaction().execute(async (transaction) => {
    if (building !== undefined && isOutdated) await discardBuild(transaction, building.build);
    if (live === undefined || (live.version < version && isOutdated))
      await createBuild(
        transaction,
        { projection: name, version, translation, promotes: true },
        now(),
      );
  });
}
