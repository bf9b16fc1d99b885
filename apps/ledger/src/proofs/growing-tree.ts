import type { Configuration } from '@subledger/configuration';
import { dataFiles } from '@subledger/configuration/files';
import { entryBeside, type EventStore } from '@subledger/event-store';
import { type GrowingTree, RemoteGrower, TreeGrower } from '@subledger/proofs';
import type { Projecting } from '../read-side/projections.js';
// Only a type: the import makes the compiler include the thread's file in the build.
import type { GrowerThreadData } from './grower-entry.js';

interface GrowingTreeParts {
  readonly store: EventStore;
  readonly where: Projecting['where'];
  readonly onFailure: (error: unknown) => void;
}

/**
 * The tree of hashes of the data folder, which grows in the same place where the read models are fed: in a thread,
 * or here.
 */
export function growingTree(
  { dataDir, eventStoreUrl }: Configuration,
  { store, where, onFailure }: GrowingTreeParts,
): GrowingTree {
  const file = dataFiles(dataDir).proofs;
  if (where === 'here') return new TreeGrower({ store, file, onFailure });
  const workerData: GrowerThreadData = { dataDir, eventStoreUrl };
  const entry = entryBeside(import.meta.url, 'grower-entry');
  return new RemoteGrower({ entry, workerData, file, onFailure });
}
