import { setTimeout as wait } from 'node:timers/promises';
import type { BuildStatus } from '@subledger/projections';
import type { RebuildProgress } from '@subledger/projections/operations';
import { Failure } from '../terminal/failure.js';
import { printable } from '../terminal/printable.js';
import { AWAY_LIMIT_MS, isAway } from './away.js';
import { type LedgerApi, Refused } from './ledger-api.js';

const POLL_MS = 250;

/** What is looked at of a rebuild, to show it and to know when it is over. */
const REBUILD_MEMBERS = ['build', 'projection', 'role', 'activity', 'failure'] as const;

export const rebuildPath = ({ projection, build }: Pick<BuildStatus, 'projection' | 'build'>) =>
  `/v1/projections/${encodeURIComponent(projection)}/rebuilds/${build}`;

export const listBuilds = async (api: LedgerApi): Promise<readonly BuildStatus[]> =>
  (await api.get<{ items: readonly BuildStatus[] }>('/v1/projections', ['items'])).items;

/** The rebuild beside the live read model. @throws Failure `refused` if there is none. */
export async function runningRebuild(api: LedgerApi, projection: string): Promise<BuildStatus> {
  const found = (await listBuilds(api)).find(
    (build) => build.projection === projection && build.role === 'rebuild',
  );
  if (found === undefined)
    throw new Failure(
      'refused',
      `${projection} is not being rebuilt: start with subledger rebuild ${projection}.`,
    );
  return found;
}

/** A rebuild that was just started, or the one already running. */
export async function startOrAttach(
  api: LedgerApi,
  projection: string,
  hold: boolean,
): Promise<{ readonly rebuild: BuildStatus; readonly isNew: boolean }> {
  try {
    const path = `/v1/projections/${encodeURIComponent(projection)}/rebuild`;
    return {
      rebuild: await api.post<RebuildProgress>(path, { hold }, REBUILD_MEMBERS),
      isNew: true,
    };
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.code !== 'rebuild-running') throw error;
    return { rebuild: await runningRebuild(api, projection), isNew: false };
  }
}

/**
 * Watches a rebuild until it has taken over, or is ready and waits to be promoted.
 *
 * @throws Failure `found` if it stands still; `refused` if it was discarded; `unreachable` if the ledger stays
 * down.
 */
export async function watchRebuild(
  api: LedgerApi,
  rebuild: BuildStatus,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (now: RebuildProgress) => void },
): Promise<RebuildProgress> {
  let awaySince: number | null = null;
  for (;;) {
    const now = await ask(api, rebuild).catch((error: unknown) => {
      awaySince ??= performance.now();
      if (!isAway(error) || performance.now() - awaySince > AWAY_LIMIT_MS) throw error;
      return null;
    });
    if (now !== null) {
      awaySince = null;
      onProgress(now);
      if (isDone(now)) return now;
      if (now.failure !== null) throw standingStill(now);
    }
    await wait(POLL_MS, undefined, { signal });
  }
}

const ask = (api: LedgerApi, rebuild: BuildStatus): Promise<RebuildProgress> =>
  api.get<RebuildProgress>(rebuildPath(rebuild), REBUILD_MEMBERS);

const isDone = ({ role, activity, takesOverByItself }: RebuildProgress): boolean =>
  role === 'live' || (activity === 'ready' && !takesOverByItself);

const standingStill = ({ projection, failure }: BuildStatus): Failure =>
  new Failure(
    'found',
    `${projection} stands still at event ${failure?.eventId ?? ''}: ${printable(failure?.reason ?? '')}. Fix the code and restart or run subledger resume ${projection}, or skip the event with subledger skip ${projection} ${failure?.eventId ?? ''}.`,
  );
