import { findLoad, listBuilds, type ReadModels } from '@subledger/read-models';

/**
 * Removes what loads have left in files: those of builds that are gone, and of the idle projection those that had ended,
 * and were killed before they cleared away.
 *
 * @param idle of which nothing is being loaded; null where any may be.
 */
export async function clearScratch(
  { bulk, writer }: Pick<ReadModels, 'bulk' | 'writer'>,
  idle: string | null,
): Promise<void> {
  if (bulk === null) return;
  // In its turn among the transactions: no build is begun between the look and the removal.
  await writer.transaction().execute(async (transaction) => {
    const kept: number[] = [];
    for (const { build, projection } of await listBuilds(transaction))
      if (projection !== idle || (await findLoad(transaction, build)) !== undefined)
        kept.push(build);
    bulk.keepScratchOf(kept);
  });
}
