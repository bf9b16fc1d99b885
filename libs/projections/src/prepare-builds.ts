import { type Instant, LedgerError } from '@subledger/domain';
import { createBuild, discardBuild, findBuildIn, type ReadModels } from '@subledger/read-models';
import type { Projection } from './projection.js';

/**
 * Begins the builds that a projection needs at the start: the first one, and the one of a newer version. A rebuild
 * by older code is of no more use.
 *
 * @throws LedgerError `invalid-configuration` where a newer ledger wrote what answers.
 */
export async function prepareBuilds(
  readModels: ReadModels,
  { name, version, translation }: Projection,
  now: () => Instant,
): Promise<void> {
  const [live, building] = await Promise.all([
    findBuildIn(readModels.reader, name, 'live'),
    findBuildIn(readModels.reader, name, 'building'),
  ]);
  if (live !== undefined && live.version > version)
    throw new LedgerError(
      'invalid-configuration',
      `The read model ${name} was written by a newer ledger (version ${live.version}, this one knows ${version}).`,
    );
  const isOutdated = building?.version !== version || building.translation !== translation;
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
